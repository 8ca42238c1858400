import type { Tensor } from '@tensorflow/tfjs-core';

import type { Kernels } from '../kernels/kernels.ts';

/** How weights follow gradients. A new type is one file and one row in create.ts. */
export interface EngineOptimizer {
  /**
   * Factor on the gradient of the mean loss, applied where it is smallest: at the logits. Plain SGD
   * puts its learning rate here and saves a pass over every weight.
   */
  readonly gradientScale: number;
  /** What it remembers of each parameter, by name; zeros of the parameter's shape at the start. */
  readonly slots: readonly string[];
  /** The parameter and its slots after the step (from 1). */
  update(kernels: Kernels, input: UpdateInput): UpdateOutput;
}

export interface UpdateInput {
  readonly parameter: Tensor;
  /** Already scaled by `gradientScale`. */
  readonly gradient: Tensor;
  readonly slots: readonly Tensor[];
  readonly step: number;
}

export interface UpdateOutput {
  readonly parameter: Tensor;
  readonly slots: readonly Tensor[];
}
