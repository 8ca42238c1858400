import { orExpression, positiveNumber } from './fields.ts';
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
  leakyRelu: {
    doc: 'x above 0, slope · x below.',
    example: 'leakyRelu',
    aliases: ['leaky_relu', 'nn.LeakyReLU', 'F.leaky_relu', 'lrelu'],
    fields: {
      slope: {
        schema: orExpression({ type: 'number' }),
        doc: 'The slope below 0.',
        default: 0.01,
        aliases: ['negative_slope', 'alpha', 'leak'],
      },
    },
  },
  prelu: {
    doc: 'leakyRelu whose slope is trained: one for the whole layer.',
    example: 'prelu',
    aliases: ['nn.PReLU', 'F.prelu', 'parametric_relu'],
    fields: {
      initial: {
        schema: orExpression({ type: 'number' }),
        doc: 'The slope below 0 before training.',
        default: 0.25,
        aliases: ['init', 'slope', 'alpha_initializer'],
      },
    },
  },
  elu: {
    doc: 'x above 0, alpha · (eˣ − 1) below.',
    example: 'elu',
    aliases: ['nn.ELU', 'F.elu'],
    fields: {
      alpha: {
        schema: orExpression(positiveNumber),
        doc: 'Minus what it tends to far below 0.',
        default: 1,
      },
    },
  },
  selu: {
    doc: '1.0507 · elu with alpha 1.6733: keeps mean and variance of its input.',
    example: 'selu',
    aliases: ['nn.SELU', 'F.selu'],
    fields: {},
  },
  gelu: {
    doc: 'x · Φ(x), with the normal distribution function itself and no approximation by tanh.',
    example: 'gelu',
    aliases: ['nn.GELU', 'F.gelu'],
    fields: {},
  },
  swish: {
    doc: 'x · sigmoid(x), PyTorch’s SiLU.',
    example: 'swish',
    aliases: ['silu', 'nn.SiLU', 'F.silu'],
    fields: {},
  },
  softplus: {
    doc: 'log(1 + eˣ).',
    example: 'softplus',
    aliases: ['nn.Softplus', 'F.softplus'],
    fields: {},
  },
  sigmoid: {
    doc: '1 / (1 + e⁻ˣ).',
    example: 'sigmoid',
    aliases: ['logistic', 'nn.Sigmoid', 'F.sigmoid', 'torch.sigmoid'],
    fields: {},
  },
  tanh: {
    doc: 'The hyperbolic tangent.',
    example: 'tanh',
    aliases: ['nn.Tanh', 'F.tanh', 'torch.tanh', 'hyperbolic_tangent'],
    fields: {},
  },
};

export const ACTIVATION_SCHEMA = kindSchema(ACTIVATIONS, listed(Object.keys(ACTIVATIONS), 'or'));
