import type { Tensor } from '@tensorflow/tfjs-core';

import type { TensorFlow } from '../kernels/kernels.ts';
import type { Activation } from '../../study/spec.ts';
import { elementwise } from './elementwise.ts';
import type { Elementwise } from './elementwise.ts';
import type { EngineLayer, ForwardContext, ForwardPass } from './layer.ts';

/** An activation: the same function of each value. */
export function activation(inputShape: readonly number[], spec: Activation): EngineLayer {
  const layer = { outputShape: inputShape, parameters: [] };
  switch (spec.activation) {
    case 'linear':
      return { ...layer, forward: linear };
    case 'relu':
      return { ...layer, forward: relu };
    case 'prelu':
      return {
        ...layer,
        parameters: [
          {
            role: 'slope',
            shape: [1],
            initial: { type: 'constant', value: spec.initial },
            fromTorch: (values) => values,
          },
        ],
        forward: prelu,
      };
    case 'leakyRelu':
    case 'elu':
    case 'selu':
    case 'gelu':
    case 'swish':
    case 'softplus':
    case 'sigmoid':
    case 'tanh':
      return { ...layer, forward: pointwise(elementwise(spec)) };
  }
}

function linear(_context: ForwardContext, x: Tensor): ForwardPass {
  return { output: x, backward: (dy) => ({ input: () => dy, parameters: [] }) };
}

function relu({ kernels }: ForwardContext, x: Tensor): ForwardPass {
  const y = kernels.relu(x);
  return {
    output: y,
    backward: (dy) => ({ input: () => kernels.reluGradient(dy, y), parameters: [] }),
  };
}

function pointwise({ value, derivative }: Elementwise): EngineLayer['forward'] {
  return ({ kernels: { tf } }, x) => {
    const y = tf.tidy(() => value(tf, x));
    return {
      output: y,
      backward: (dy) => ({
        input: () => tf.tidy(() => tf.mul(dy, derivative(tf, x, y))),
        parameters: [],
      }),
    };
  };
}

function prelu({ kernels, parameters: [slope] }: ForwardContext, x: Tensor): ForwardPass {
  const { tf } = kernels;
  const cut = (ifPositive: Tensor, otherwise: Tensor): Tensor =>
    tf.where(tf.greater(x, 0), ifPositive, otherwise);
  return {
    output: tf.tidy(() => cut(x, tf.mul(x, slope!))),
    backward: (dy) => ({
      input: () => tf.tidy(() => cut(dy, tf.mul(dy, slope!))),
      parameters: [tf.tidy(() => sumOf(tf, cut(tf.zerosLike(dy), tf.mul(dy, x))))],
    }),
  };
}

/** float32 [1]. */
function sumOf(tf: TensorFlow, x: Tensor): Tensor {
  return tf.reshape(tf.sum(x), [1]);
}
