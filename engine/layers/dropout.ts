import type { EngineLayer } from './layer.ts';

/**
 * Sets each number to 0 with probability `rate` and divides the others by 1 − rate, so that a model
 * that is used and not trained needs no change.
 *
 * Source: PyTorch, torch.nn.Dropout.
 */
export function dropout(inputShape: readonly number[], rate: number): EngineLayer {
  return {
    outputShape: inputShape,
    parameters: [],
    forward: ({ kernels, noise }, x) => {
      if (noise === null || rate === 0) {
        return { output: x, backward: (dy) => ({ input: () => dy, parameters: [] }) };
      }
      const kept = 1 / (1 - rate);
      const mask = kernels.upload(
        noise(x.size).map((unit) => (unit < rate ? 0 : kept)),
        x.shape,
      );
      const { tf } = kernels;
      return {
        output: tf.mul(x, mask),
        backward: (dy) => ({ input: () => tf.mul(dy, mask), parameters: [] }),
      };
    },
  };
}
