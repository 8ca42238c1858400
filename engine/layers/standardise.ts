import type { EngineLayer } from './layer.ts';

/**
 * Each number, or each channel of an image, less its mean and divided by its standard deviation
 * over the training samples. Both are part of every state: whoever uses the model needs them.
 */
export function standardise(inputShape: readonly number[]): EngineLayer {
  const shape = [inputShape.at(-1)!];
  return {
    outputShape: inputShape,
    parameters: [],
    buffers: [
      { role: 'mean', shape, initial: 'trainingMean' },
      { role: 'deviation', shape, initial: 'trainingDeviation' },
    ],
    forward: ({ kernels: { tf }, buffers: [mean, deviation] }, x) => ({
      output: tf.div(tf.sub(x, mean!), deviation!),
      backward: (dy) => ({ input: () => tf.div(dy, deviation!), parameters: [] }),
    }),
  };
}
