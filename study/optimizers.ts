import { orExpression, positiveNumber } from './fields.ts';
import type { Field } from './fields.ts';
import { kindSchema } from './kinds.ts';
import type { Kind } from './kinds.ts';
import type { Optimizer } from './spec.ts';

const learningRate: Field = {
  schema: orExpression(positiveNumber),
  doc: 'How far a batch moves the weights.',
  required: true,
  aliases: ['lr', 'learning_rate', 'rate', 'step_size', 'eta', 'alpha'],
};

export const OPTIMIZERS: { readonly [T in Optimizer['type']]: Kind } = {
  sgd: {
    doc: 'Stochastic gradient descent: weights −= learningRate × gradient, after each batch.',
    example: 'sgd: { learningRate: 0.15 }',
    aliases: ['optim.SGD', 'torch.optim.SGD', 'gradient_descent'],
    fields: { learningRate },
  },
};

export const OPTIMIZER_SCHEMA = kindSchema(
  OPTIMIZERS,
  'an optimizer such as `{ sgd: { learningRate: 0.15 } }`',
);
