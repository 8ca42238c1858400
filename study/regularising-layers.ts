import { orExpression, positiveNumber } from './fields.ts';
import type { Field } from './fields.ts';
import type { LayerType } from './layer-type.ts';
import { sizeOf } from './shapes.ts';
import type { RegularisingLayer } from './spec.ts';

const epsilon: Field = {
  schema: orExpression(positiveNumber),
  doc: 'Added to the variance, so that nothing is divided by 0.',
  default: 1e-5,
  aliases: ['eps'],
};

/** Layers that keep a shape and make training steadier. */
export const REGULARISING_LAYERS: {
  readonly [T in RegularisingLayer['type']]: LayerType<Extract<RegularisingLayer, { type: T }>>;
} = {
  dropout: {
    doc: 'While training, sets each number to 0 with probability rate, and divides the others by 1 − rate.',
    example: 'dropout: { rate: 0.5 }',
    aliases: ['nn.Dropout', 'drop'],
    fields: {
      rate: {
        schema: orExpression({
          title: 'a number from 0 and below 1',
          type: 'number',
          minimum: 0,
          exclusiveMaximum: 1,
        }),
        doc: 'The probability that a number becomes 0.',
        required: true,
        aliases: ['p', 'probability', 'dropout_rate'],
      },
    },
    apply: (_, input) => ({ output: input, parameters: 0 }),
  },
  batchNorm: {
    doc: 'Brings each channel (of a list each number) to mean 0 and variance 1 over the batch, then scales and shifts it.',
    example: 'batchNorm',
    aliases: [
      'nn.BatchNorm1d',
      'nn.BatchNorm2d',
      'BatchNorm1d',
      'BatchNorm2d',
      'batchNormalization',
      'bn',
    ],
    fields: {
      momentum: {
        schema: orExpression({
          title: 'a number above 0 and at most 1',
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 1,
        }),
        doc: 'The share of each batch in the running mean and variance, which measuring uses. 1 − Keras’s.',
        default: 0.1,
      },
      epsilon,
    },
    apply: (_, input) => ({ output: input, parameters: 2 * input.at(-1)! }),
  },
  layerNorm: {
    doc: 'Brings all numbers of a sample to mean 0 and variance 1, then scales and shifts each.',
    example: 'layerNorm',
    aliases: ['nn.LayerNorm', 'layerNormalization', 'ln'],
    fields: { epsilon },
    apply: (_, input) => ({ output: input, parameters: 2 * sizeOf(input) }),
  },
};
