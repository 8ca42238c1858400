import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

import type { MaxPoolGradient, TensorFlow } from './kernels.ts';

// What TensorFlow.js 4.22 lacks for WebAssembly, written with the part of the image that each
// position of a window sees: its Conv2DBackpropFilter is missing, and its MaxPoolGrad sends the
// gradient to wrong pixels when there are several channels.

type Strides = readonly [number, number];

/** The kernel's gradient at a position is the product of dy and what this position saw. */
export function convolutionKernelGradient(
  tf: TensorFlow,
  x: Tensor,
  dy: Tensor,
  shape: readonly number[],
  strides: Strides,
): Tensor {
  const [height, width, channels, filters] = shape as [number, number, number, number];
  const rows = tf.reshape(dy, [-1, filters]);
  const gradients = positions([height, width]).map((position) =>
    tf.tidy(() => {
      const part = tf.reshape(seen(tf, x, position, dy.shape, strides), [-1, channels]);
      return tf.matMul(tf.transpose(part), rows);
    }),
  );
  return tf.reshape(tf.concat(gradients), [...shape]);
}

/** Of each window, the first of the largest numbers gets the gradient. */
export function maxPoolGradient(
  tf: TensorFlow,
  { dy, x, y, size, strides }: MaxPoolGradient,
): Tensor {
  const nothing = tf.zerosLike(dy);
  let left = dy; // where no position has had it yet
  let sum: Tensor = tf.zerosLike(x);
  for (const position of positions(size)) {
    [left, sum] = tf.tidy((): [Tensor, Tensor] => {
      const largest = tf.equal(seen(tf, x, position, y.shape, strides), y);
      const part = tf.where(largest, left, nothing) as Tensor4D;
      const next = tf.where(largest, nothing, left);
      return [next, tf.add(sum, placed(tf, part, position, x.shape, strides))];
    });
  }
  return sum;
}

function positions([height, width]: readonly [number, number]): readonly Strides[] {
  return Array.from({ length: height * width }, (_, i) => [Math.floor(i / width), i % width]);
}

/** What one position of the window sees of `x`, for each output: [batch, down, right, channels]. */
function seen(
  tf: TensorFlow,
  x: Tensor,
  [i, j]: Strides,
  [batch, down, right]: readonly number[],
  [downward, rightward]: Strides,
): Tensor {
  const last = [i + (down! - 1) * downward, j + (right! - 1) * rightward] as const;
  const end = [batch!, last[0] + 1, last[1] + 1, x.shape[3]!];
  return tf.stridedSlice(x, [0, i, j, 0], end, [1, downward, rightward, 1]);
}

/** The opposite of `seen`: an image of zeros with `part` where the position saw it. */
function placed(
  tf: TensorFlow,
  part: Tensor4D,
  [i, j]: Strides,
  [batch, height, width, channels]: readonly number[],
  [downward, rightward]: Strides,
): Tensor {
  const [, down, right] = part.shape;
  const none: [number, number] = [0, 0];
  const rows = tf.pad4d(tf.reshape(part, [batch! * down, 1, right, channels!]), [
    none,
    [0, downward - 1],
    none,
    none,
  ]);
  const spread = tf.pad4d(tf.reshape(rows, [batch! * down * downward, right, 1, channels!]), [
    none,
    none,
    [0, rightward - 1],
    none,
  ]);
  const [tall, wide] = [(down - 1) * downward + 1, (right - 1) * rightward + 1];
  const image: [number, number, number, number] = [
    batch!,
    down * downward,
    right * rightward,
    channels!,
  ];
  return tf.pad4d(
    tf.slice4d(tf.reshape(spread, image), [0, 0, 0, 0], [batch!, tall, wide, channels!]),
    [none, [i, height! - i - tall], [j, width! - j - wide], none],
  );
}
