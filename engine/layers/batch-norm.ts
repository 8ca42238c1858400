import type { Tensor } from '@tensorflow/tfjs-core';

import { EpochalError } from '../../study/errors.ts';
import type { TensorFlow } from '../kernels/kernels.ts';
import type { EngineLayer, ForwardContext, ForwardPass } from './layer.ts';

export interface BatchNormSpec {
  readonly momentum: number;
  readonly epsilon: number;
}

/**
 * Each channel brought to mean 0 and variance 1 over the batch (of images over their pixels too),
 * then · scale + shift. Used and not trained, it takes the running mean and variance instead; the
 * running variance is the unbiased one.
 *
 * Source: PyTorch, torch.nn.BatchNorm2d; Ioffe and Szegedy, Batch Normalization, 2015.
 */
export function batchNorm(inputShape: readonly number[], spec: BatchNormSpec): EngineLayer {
  const shape = inputShape.slice(-1);
  const fromTorch = (values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> => values;
  return {
    outputShape: inputShape,
    parameters: [
      { role: 'scale', shape, initial: { type: 'constant', value: 1 }, fromTorch },
      { role: 'shift', shape, initial: { type: 'constant', value: 0 }, fromTorch },
    ],
    buffers: [
      { role: 'mean', shape, initial: 0 },
      { role: 'variance', shape, initial: 1 },
    ],
    forward: (context, x) => (context.noise === null ? used : trained)(spec, context, x),
  };
}

function trained(
  { momentum, epsilon }: BatchNormSpec,
  { kernels: { tf }, parameters: [scale, shift], buffers }: ForwardContext,
  x: Tensor,
): ForwardPass {
  const axes = channelAxes(x);
  const count = x.size / x.shape.at(-1)!;
  if (count < 2) {
    throw new EpochalError(
      'SPEC_INVALID',
      'a batch of 1 sample has no variance, which batchNorm needs; change batchSize or the split',
    );
  }
  const [output, normal, inverse, ...next] = tf.tidy((): Tensor[] => {
    const mean = tf.mean(x, axes);
    const centred = tf.sub(x, mean);
    const variance = tf.mean(tf.square(centred), axes);
    const factor = tf.rsqrt(tf.add(variance, epsilon));
    const normalised = tf.mul(centred, factor);
    const unbiased = tf.mul(variance, count / (count - 1));
    const moved = [mean, unbiased].map((value, i) =>
      tf.add(tf.mul(buffers[i]!, 1 - momentum), tf.mul(value, momentum)),
    );
    return [tf.add(tf.mul(normalised, scale!), shift!), normalised, factor, ...moved];
  });
  return {
    output: output!,
    buffers: next,
    backward: (dy) => {
      const [ofScale, ofShift] = affineGradients(tf, dy, normal!, axes);
      const input = (): Tensor =>
        tf.tidy(() => {
          const along = tf.add(ofShift, tf.mul(normal!, ofScale));
          return tf.mul(tf.sub(dy, tf.div(along, count)), tf.mul(scale!, inverse!));
        });
      return { input, parameters: [ofScale, ofShift] };
    },
  };
}

function used(
  { epsilon }: BatchNormSpec,
  { kernels: { tf }, parameters: [scale, shift], buffers: [mean, variance] }: ForwardContext,
  x: Tensor,
): ForwardPass {
  const [output, normal, inverse] = tf.tidy((): [Tensor, Tensor, Tensor] => {
    const factor = tf.rsqrt(tf.add(variance!, epsilon));
    const normalised = tf.mul(tf.sub(x, mean!), factor);
    return [tf.add(tf.mul(normalised, scale!), shift!), normalised, factor];
  });
  return {
    output,
    backward: (dy) => ({
      input: () => tf.tidy(() => tf.mul(dy, tf.mul(scale!, inverse))),
      parameters: affineGradients(tf, dy, normal, channelAxes(x)),
    }),
  };
}

/** Gradients of scale and shift: sums of dy · normalised, and of dy. */
export function affineGradients(
  tf: TensorFlow,
  dy: Tensor,
  normalised: Tensor,
  axes: readonly number[],
): [Tensor, Tensor] {
  return [tf.tidy(() => tf.sum(tf.mul(dy, normalised), [...axes])), tf.sum(dy, [...axes])];
}

function channelAxes({ rank }: Tensor): number[] {
  return Array.from({ length: rank - 1 }, (_, axis) => axis);
}
