import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

import type { Axis } from '../../study/windows.ts';
import type { TensorFlow } from '../kernels/kernels.ts';

/** A window's two directions: down and right. */
export type Axes = readonly [Axis, Axis];

/** The image with what the window needs around it; the same tensor where that is nothing. */
export function pad(tf: TensorFlow, x: Tensor, axes: Axes, value: number): Tensor4D {
  const image = x as Tensor4D; // [batch, height, width, channels]
  if (axes.every(({ before, after }) => before + after === 0)) return image;
  const [down, right] = axes.map(({ before, after }) => [before, after] as [number, number]);
  return tf.pad4d(image, [[0, 0], down!, right!, [0, 0]], value);
}

/** The gradient of `pad`'s input: what belongs to the padding is cut off. */
export function unpad(tf: TensorFlow, dx: Tensor, axes: Axes, shape: readonly number[]): Tensor {
  const [down, right] = axes;
  if (axes.every(({ before, after }) => before + after === 0)) return dx;
  return tf.slice(dx, [0, down.before, right.before, 0], [...shape]);
}
