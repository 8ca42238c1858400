import type { EngineLayer } from './layer.ts';

/** Lays all of a sample's values in one row. */
export function flatten(inputShape: readonly number[]): EngineLayer {
  const size = inputShape.reduce((product, length) => product * length, 1);
  return {
    outputShape: [size],
    parameters: [],
    forward: ({ kernels }, input) => ({
      output: kernels.reshape(input, [input.shape[0], size]),
      backward: (dy) => ({
        input: () => kernels.reshape(dy, input.shape),
        parameters: [],
      }),
    }),
  };
}
