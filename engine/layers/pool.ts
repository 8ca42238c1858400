import type { Tensor } from '@tensorflow/tfjs-core';

import { runKernel } from '../kernels/run-kernel.ts';
import { poolWindow } from '../../study/image-layers.ts';
import type { ImageLayer } from '../../study/spec.ts';
import { axesOf } from '../../study/windows.ts';
import type { EngineLayer } from './layer.ts';
import { pad, unpad } from './window.ts';

type Pool = Extract<ImageLayer, { type: 'maxPool2d' | 'averagePool2d' }>;

/**
 * The largest number or the mean of each window. Padding is never the largest, and counts as 0 in
 * the mean; of equal numbers the first, row by row, gets the gradient.
 */
export function pool(inputShape: readonly number[], spec: Pool): EngineLayer {
  const axes = axesOf(poolWindow(spec), inputShape);
  const [down, right] = axes;
  const size = [down.size, right.size] as const;
  const strides = [down.stride, right.stride] as const;
  const isMax = spec.type === 'maxPool2d';
  return {
    outputShape: [down.positions, right.positions, inputShape[2]!],
    parameters: [],
    forward: ({ kernels }, image) => {
      const { tf } = kernels;
      const x = pad(tf, image, axes, isMax ? -Infinity : 0);
      const attributes = { filterSize: size, strides, pad: 'valid' };
      const y = runKernel(tf, isMax ? 'MaxPool' : 'AvgPool', { x }, attributes);
      const gradient = (dy: Tensor): Tensor =>
        isMax
          ? kernels.maxPoolGradient({ dy, x, y, size, strides })
          : runKernel(tf, 'AvgPoolGrad', { dy, input: x }, attributes);
      return {
        output: y,
        backward: (dy) => ({
          input: () => tf.tidy(() => unpad(tf, gradient(dy), axes, image.shape)),
          parameters: [],
        }),
      };
    },
  };
}

/** The mean of each channel. */
export function globalAveragePool(inputShape: readonly number[]): EngineLayer {
  const [height, width, channels] = inputShape as [number, number, number];
  return {
    outputShape: [channels],
    parameters: [],
    forward: ({ kernels: { tf } }, x) => ({
      output: tf.mean(x, [1, 2]),
      backward: (dy) => ({
        input: () =>
          tf.tidy(() => {
            const share = tf.reshape(tf.div(dy, height * width), [-1, 1, 1, channels]);
            return tf.tile(share, [1, height, width, 1]);
          }),
        parameters: [],
      }),
    }),
  };
}
