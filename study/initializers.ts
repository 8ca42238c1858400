import { orExpression } from './fields.ts';
import { kindSchema } from './kinds.ts';
import type { Kind } from './kinds.ts';
import type { Initializer } from './spec.ts';
import { listed } from './words.ts';

export const INITIALIZERS: { readonly [T in Initializer['type']]: Kind } = {
  heNormal: {
    doc: 'Normal, standard deviation √(2 / inputs).',
    example: 'heNormal',
    aliases: ['he_normal', 'kaiming_normal', 'kaiming_normal_', 'HeNormal'],
    fields: {},
  },
  heUniform: {
    doc: 'Uniform in ±√(6 / inputs).',
    example: 'heUniform',
    aliases: ['he_uniform', 'kaiming_uniform', 'kaiming_uniform_', 'HeUniform'],
    fields: {},
  },
  glorotNormal: {
    doc: 'Normal, standard deviation √(2 / (inputs + outputs)).',
    example: 'glorotNormal',
    aliases: ['glorot_normal', 'xavier_normal', 'xavier_normal_', 'xavier'],
    fields: {},
  },
  glorotUniform: {
    doc: 'Uniform in ±√(6 / (inputs + outputs)).',
    example: 'glorotUniform',
    aliases: ['glorot_uniform', 'xavier_uniform', 'xavier_uniform_', 'glorot'],
    fields: {},
  },
  lecunNormal: {
    doc: 'Normal, standard deviation √(1 / inputs).',
    example: 'lecunNormal',
    aliases: ['lecun_normal', 'LecunNormal'],
    fields: {},
  },
  lecunUniform: {
    doc: 'Uniform in ±√(3 / inputs).',
    example: 'lecunUniform',
    aliases: ['lecun_uniform', 'LecunUniform'],
    fields: {},
  },
  zeros: { doc: 'All 0.', example: 'zeros', aliases: ['zeros_', 'zero', 'Zeros'], fields: {} },
  constant: {
    doc: 'All the same.',
    example: 'constant: { value: 0.1 }',
    aliases: ['constant_', 'Constant', 'fill'],
    fields: {
      value: {
        schema: orExpression({ type: 'number' }),
        doc: 'Every weight before training.',
        required: true,
        aliases: ['val', 'constant'],
      },
    },
  },
};

const BARE = Object.keys(INITIALIZERS).filter((name) => name !== 'constant');

export const INITIALIZER_SCHEMA = kindSchema(
  INITIALIZERS,
  `${listed(BARE, 'or').replace(' or ', ', ')} or \`{ constant: { value: 0.1 } }\``,
);
