import type { Tensor } from '@tensorflow/tfjs-core';

import type { Kernels } from '../kernels/kernels.ts';
import type { EngineLayer } from './layer.ts';
import { sizeOf } from '../../study/shapes.ts';

/** Lays all of a sample's values in one row: channel after channel, as PyTorch's images have them. */
export function flatten(inputShape: readonly number[]): EngineLayer {
  const size = sizeOf(inputShape);
  const channels = inputShape.length === 3 ? inputShape[2]! : 1;
  const moved = channels > 1 && size > channels; // else both orders are the same
  return {
    outputShape: [size],
    parameters: [],
    forward: ({ kernels }, input) => ({
      output: moved
        ? channelsFirst(kernels, input, size)
        : kernels.reshape(input, [input.shape[0], size]),
      backward: (dy) => ({
        input: () =>
          moved ? channelsLast(kernels, dy, input.shape) : kernels.reshape(dy, input.shape),
        parameters: [],
      }),
    }),
  };
}

function channelsFirst({ tf }: Kernels, x: Tensor, size: number): Tensor {
  return tf.tidy(() => tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [-1, size]));
}

function channelsLast({ tf }: Kernels, dy: Tensor, shape: readonly number[]): Tensor {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  return tf.tidy(() =>
    tf.transpose(tf.reshape(dy, [batch, channels, height, width]), [0, 2, 3, 1]),
  );
}
