import type { EngineLayer, LayerBuffer } from './layer.ts';

/**
 * Each number, or each channel of an image, less its mean and divided by its standard deviation
 * over the training samples. Both are part of every state: whoever uses the model needs them.
 */
export function standardise(inputShape: readonly number[]): EngineLayer {
  return shifted(inputShape, [
    { role: 'mean', initial: 'trainingMean' },
    { role: 'deviation', initial: 'trainingDeviation' },
  ]);
}

/**
 * The same with the smallest value and the distance to the largest, so that the training samples lie
 * in [0, 1]; others may lie outside.
 *
 * Source: scikit-learn, sklearn/preprocessing/_data.py, MinMaxScaler
 */
export function scale(inputShape: readonly number[]): EngineLayer {
  return shifted(inputShape, [
    { role: 'minimum', initial: 'trainingMinimum' },
    { role: 'range', initial: 'trainingRange' },
  ]);
}

/** The input less the first buffer and divided by the second. */
function shifted(
  inputShape: readonly number[],
  buffers: readonly [Omit<LayerBuffer, 'shape'>, Omit<LayerBuffer, 'shape'>],
): EngineLayer {
  const shape = [inputShape.at(-1)!];
  return {
    outputShape: inputShape,
    parameters: [],
    buffers: buffers.map((buffer) => ({ ...buffer, shape })),
    forward: ({ kernels: { tf }, buffers: [offset, unit] }, x) => ({
      output: tf.div(tf.sub(x, offset!), unit!),
      backward: (dy) => ({ input: () => tf.div(dy, unit!), parameters: [] }),
    }),
  };
}
