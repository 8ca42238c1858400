import type { Tensor } from '@tensorflow/tfjs-core';

import type { Activation } from '../../study/spec.ts';
import type { TensorFlow } from '../kernels/kernels.ts';

/** A function of each value, and its derivative. */
export interface Elementwise {
  readonly value: (tf: TensorFlow, x: Tensor) => Tensor;
  /** At `x`, where the function's value is `y`. */
  readonly derivative: (tf: TensorFlow, x: Tensor, y: Tensor) => Tensor;
}

/** Activations without a kernel or parameter of their own. */
export function elementwise(
  spec: Exclude<Activation, { activation: 'linear' | 'relu' | 'prelu' }>,
): Elementwise {
  switch (spec.activation) {
    case 'leakyRelu':
      return leakyRelu(spec.slope);
    case 'elu':
      return elu(spec.alpha, 1);
    case 'selu':
      return elu(SELU_ALPHA, SELU_SCALE);
    case 'gelu':
      return GELU;
    case 'swish':
      return SWISH;
    case 'softplus':
      return { value: (tf, x) => tf.softplus(x), derivative: (tf, x) => tf.sigmoid(x) };
    case 'sigmoid':
      return {
        value: (tf, x) => tf.sigmoid(x),
        derivative: (tf, _, y) => tf.mul(y, tf.sub(1, y)),
      };
    case 'tanh':
      return { value: (tf, x) => tf.tanh(x), derivative: (tf, _, y) => tf.sub(1, tf.square(y)) };
  }
}

// Source: Klambauer et al., Self-Normalizing Neural Networks, 2017; as PyTorch rounds them.
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** At 0 the derivative is the slope, as in PyTorch. */
function leakyRelu(slope: number): Elementwise {
  return {
    value: (tf, x) => tf.where(tf.greater(x, 0), x, tf.mul(x, slope)),
    derivative: (tf, x) => tf.where(tf.greater(x, 0), tf.onesLike(x), tf.fill(x.shape, slope)),
  };
}

function elu(alpha: number, scale: number): Elementwise {
  return {
    value: (tf, x) =>
      tf.where(
        tf.greater(x, 0),
        tf.mul(x, scale),
        tf.mul(tf.expm1(tf.minimum(x, 0)), alpha * scale),
      ),
    derivative: (tf, x) =>
      tf.where(
        tf.greater(x, 0),
        tf.fill(x.shape, scale),
        tf.mul(tf.exp(tf.minimum(x, 0)), alpha * scale),
      ),
  };
}

/** The normal distribution function. */
function phi(tf: TensorFlow, x: Tensor): Tensor {
  return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}

const GELU: Elementwise = {
  value: (tf, x) => tf.mul(x, phi(tf, x)),
  derivative: (tf, x) => {
    const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return tf.add(phi(tf, x), tf.mul(x, density));
  },
};

const SWISH: Elementwise = {
  value: (tf, x) => tf.mul(x, tf.sigmoid(x)),
  derivative: (tf, x, y) => {
    const s = tf.sigmoid(x);
    return tf.add(s, tf.mul(y, tf.sub(1, s)));
  },
};
