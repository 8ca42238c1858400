import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';

import type { TensorFlow } from './kernels.ts';

/** A backend's operation by TensorFlow.js's name: most gradients have no function of their own. */
export function runKernel(
  tf: TensorFlow,
  name: string,
  inputs: Record<string, Tensor>,
  attributes: object,
): Tensor {
  const result = tf.engine().runKernel(name, inputs, attributes as NamedAttrMap);
  return result as unknown as Tensor; // of the operations used here each gives one tensor
}
