import type { EngineOptimizer } from './optimizer.ts';

/** Plain stochastic gradient descent: parameter − learningRate · gradient. */
export function sgd(learningRate: number): EngineOptimizer {
  return {
    gradientScale: learningRate,
    slots: [],
    update: (kernels, { parameter, gradient }) => ({
      parameter: kernels.subtract(parameter, gradient),
      slots: [],
    }),
  };
}
