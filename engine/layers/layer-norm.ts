import type { Tensor } from '@tensorflow/tfjs-core';

import { affineGradients } from './batch-norm.ts';
import { imageFromTorch } from './image-from-torch.ts';
import type { EngineLayer } from './layer.ts';

/**
 * All numbers of a sample brought to mean 0 and variance 1, then each · its scale + its shift.
 *
 * Source: PyTorch, torch.nn.LayerNorm of the sample's shape; Ba et al., Layer Normalization, 2016.
 */
export function layerNorm(inputShape: readonly number[], epsilon: number): EngineLayer {
  const axes = inputShape.map((_, axis) => axis + 1);
  const fromTorch = (values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> =>
    imageFromTorch(values, inputShape);
  return {
    outputShape: inputShape,
    parameters: [
      { role: 'scale', shape: inputShape, initial: { type: 'constant', value: 1 }, fromTorch },
      { role: 'shift', shape: inputShape, initial: { type: 'constant', value: 0 }, fromTorch },
    ],
    forward: ({ kernels: { tf }, parameters: [scale, shift] }, x) => {
      const [output, normal, inverse] = tf.tidy((): [Tensor, Tensor, Tensor] => {
        const centred = tf.sub(x, tf.mean(x, axes, true));
        const variance = tf.mean(tf.square(centred), axes, true);
        const factor = tf.rsqrt(tf.add(variance, epsilon));
        const normalised = tf.mul(centred, factor);
        return [tf.add(tf.mul(normalised, scale!), shift!), normalised, factor];
      });
      return {
        output,
        backward: (dy) => ({
          input: () =>
            tf.tidy(() => {
              const scaled = tf.mul(dy, scale!);
              const along = tf.mul(normal, tf.mean(tf.mul(scaled, normal), axes, true));
              return tf.mul(tf.sub(tf.sub(scaled, tf.mean(scaled, axes, true)), along), inverse);
            }),
          parameters: affineGradients(tf, dy, normal, [0]),
        }),
      };
    },
  };
}
