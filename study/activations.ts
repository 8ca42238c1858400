import { kindSchema } from './kinds.ts';
import type { Kind } from './kinds.ts';
import type { Activation } from './spec.ts';
import { listed } from './words.ts';

export const ACTIVATIONS: { readonly [T in Activation['activation']]: Kind } = {
  linear: {
    doc: 'Leaves its input as it is.',
    example: 'linear',
    aliases: ['identity', 'none', 'nn.Identity'],
    fields: {},
  },
  relu: {
    doc: 'max(x, 0).',
    example: 'relu',
    aliases: ['nn.ReLU', 'F.relu', 'rectifier', 'rectified_linear'],
    fields: {},
  },
};

export const ACTIVATION_SCHEMA = kindSchema(ACTIVATIONS, listed(Object.keys(ACTIVATIONS), 'or'));
