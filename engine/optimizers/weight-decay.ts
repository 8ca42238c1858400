import type { Tensor } from '@tensorflow/tfjs-core';

import type { TensorFlow } from '../kernels/kernels.ts';

/** The gradient with so many times the parameter added: coupled weight decay, the L2 penalty's. */
export function withWeightDecay(
  tf: TensorFlow,
  weightDecay: number,
  parameter: Tensor,
  gradient: Tensor,
): Tensor {
  return weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(parameter, weightDecay));
}
