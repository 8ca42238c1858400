import {
  fromZeroToBelowOne,
  notNegative,
  orExpression,
  positiveNumber,
  trueOrFalse,
} from './fields.ts';
import type { Field } from './fields.ts';
import { kindSchema, readKind } from './kinds.ts';
import type { Kind } from './kinds.ts';
import type { Optimizer } from './spec.ts';

const learningRate: Field = {
  schema: orExpression(positiveNumber),
  doc: 'How far a step of the optimizer moves the weights.',
  examples: [0.1, 0.001],
  required: true,
  aliases: ['lr', 'learning_rate', 'rate', 'step_size', 'eta', 'alpha', 'max_lr', 'base_lr'],
};

/** Weight decay as PyTorch writes it into its older optimizers: a part of the gradient. */
const weightDecay: Field = {
  schema: orExpression(notNegative),
  doc: 'So many times each weight is added to its gradient (L2).',
  default: 0,
  aliases: ['weight_decay', 'wd', 'l2', 'decoupled_weight_decay'],
};

const momentum: Field = {
  schema: orExpression(fromZeroToBelowOne),
  doc: 'How much of the step before goes into each step.',
  default: 0,
  aliases: ['mu'],
};

const epsilon = (value: number, doc: string): Field => ({
  schema: orExpression(positiveNumber),
  doc,
  default: value,
  aliases: ['eps', 'fuzz_factor'],
});

const beta = (value: number, aliases: readonly string[], doc: string): Field => ({
  schema: orExpression(fromZeroToBelowOne),
  doc,
  default: value,
  aliases,
});

const moments = {
  beta1: beta(0.9, ['betas', 'beta_1', 'b1'], 'How much of the mean gradient a step keeps.'),
  beta2: beta(0.999, ['beta_2', 'b2'], 'How much of the mean squared gradient a step keeps.'),
  epsilon: epsilon(1e-8, 'Added to the root of the mean squared gradient.'),
};

export const OPTIMIZERS: { readonly [T in Optimizer['type']]: Kind } = {
  sgd: {
    doc: 'Stochastic gradient descent: weights −= learningRate × gradient, after each batch.',
    example: 'sgd: { learningRate: 0.15 }',
    aliases: ['optim.SGD', 'torch.optim.SGD', 'gradient_descent', 'momentum'],
    fields: {
      learningRate,
      momentum,
      nesterov: {
        schema: orExpression(trueOrFalse),
        doc: 'Whether the gradient counts as if the momentum’s step had been made.',
        default: false,
      },
      weightDecay,
    },
  },
  adam: {
    doc: 'Steps by the mean gradient over the root of the mean squared one (Kingma and Ba).',
    example: 'adam: { learningRate: 0.001 }',
    aliases: ['optim.Adam', 'torch.optim.Adam'],
    fields: { learningRate, ...moments, weightDecay },
  },
  adamW: {
    doc: 'Adam with weight decay beside the gradient (Loshchilov and Hutter).',
    example: 'adamW: { learningRate: 0.001 }',
    aliases: ['optim.AdamW', 'torch.optim.AdamW', 'adam_w'],
    fields: {
      learningRate,
      ...moments,
      weightDecay: {
        ...weightDecay,
        doc: 'A step takes learningRate × this part of each weight away.',
        default: 0.01,
      },
    },
  },
  rmsprop: {
    doc: 'Steps by the gradient over the root of the mean squared one.',
    example: 'rmsprop: { learningRate: 0.001 }',
    aliases: ['optim.RMSprop', 'torch.optim.RMSprop', 'rms_prop'],
    fields: {
      learningRate,
      decay: beta(
        0.99,
        ['alpha', 'rho', 'smoothing_constant'],
        'How much of the mean squared gradient a step keeps.',
      ),
      epsilon: epsilon(1e-8, 'Added to the root of the mean squared gradient.'),
      momentum,
      weightDecay,
    },
  },
  adagrad: {
    doc: 'Steps by the gradient over the root of the sum of all squared ones.',
    example: 'adagrad: { learningRate: 0.01 }',
    aliases: ['optim.Adagrad', 'torch.optim.Adagrad', 'ada_grad'],
    fields: {
      learningRate,
      epsilon: epsilon(1e-10, 'Added to the root of the sum.'),
      initialAccumulator: {
        schema: orExpression(notNegative),
        doc: 'What the sum of squared gradients begins with.',
        default: 0,
        aliases: ['initial_accumulator_value'],
      },
      weightDecay,
    },
  },
};

export const OPTIMIZER_SCHEMA = kindSchema(
  OPTIMIZERS,
  'an optimizer such as `{ sgd: { learningRate: 0.15 } }`',
);

/** A valid `optimizer`, with its defaults. */
export function readOptimizer(entry: unknown): Optimizer {
  return readKind(OPTIMIZERS, entry) as Optimizer;
}

/** How many numbers an optimizer remembers for each weight. */
export function slotsOf(optimizer: Optimizer): number {
  switch (optimizer.type) {
    case 'sgd':
      return optimizer.momentum === 0 ? 0 : 1;
    case 'adam':
    case 'adamW':
      return 2;
    case 'rmsprop':
      return optimizer.momentum === 0 ? 1 : 2;
    case 'adagrad':
      return 1;
  }
}
