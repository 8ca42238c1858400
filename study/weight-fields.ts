import { orExpression } from './fields.ts';
import type { Field, Fields } from './fields.ts';
import { INITIALIZER_SCHEMA } from './initializers.ts';

const penalty = (doc: string, aliases: readonly string[]): Field => ({
  schema: orExpression({ title: 'a number from 0', type: 'number', minimum: 0 }),
  doc,
  default: 0,
  aliases,
});

/** What every layer with a kernel can be told about its weights. */
export const WEIGHT_FIELDS: Fields = {
  useBias: {
    schema: orExpression({ title: 'true or false', type: 'boolean' }),
    doc: 'Whether a trained number is added to each output.',
    default: true,
    aliases: ['bias', 'use_bias'],
  },
  kernelInitializer: {
    schema: INITIALIZER_SCHEMA,
    doc: 'How the first weights are drawn.',
    otherwise: 'uniform in ±1/√inputs, as in PyTorch',
    aliases: ['kernel_initializer', 'initializer', 'init', 'weight_init', 'weight_initializer'],
  },
  biasInitializer: {
    schema: INITIALIZER_SCHEMA,
    doc: 'How the first biases are drawn; inputs are the kernel’s.',
    otherwise: 'uniform in ±1/√inputs, as in PyTorch',
    aliases: ['bias_initializer', 'bias_init'],
  },
  l1: penalty('Adds l1 · Σ|w| over the kernel to what training lowers.', [
    'l1_regularization',
    'lasso',
  ]),
  l2: penalty('Adds l2 · Σw² over the kernel to what training lowers.', [
    'l2_regularization',
    'kernel_regularizer',
    'ridge',
  ]),
};
