import type { Tensor } from '@tensorflow/tfjs-core';

import type { Kernels } from '../kernels/kernels.ts';

/** How weights follow gradients. A new type is one file and one row in create.ts. */
export interface EngineOptimizer {
  /**
   * Whether a factor on the gradient is a factor on the step, and nothing else. The learning rate is
   * then put where the gradient is smallest, at the logits, which saves a pass over every weight.
   */
  readonly isProportional: boolean;
  /** What it remembers of each parameter: a tensor of the parameter's shape each. */
  readonly slots: readonly OptimizerSlot[];
  /** The parameter and its slots after the step: new tensors. Run inside `tidy`. */
  update(kernels: Kernels, input: UpdateInput): UpdateOutput;
}

export interface OptimizerSlot {
  readonly name: string;
  /** Its value everywhere, before the first step. */
  readonly initial: number;
}

export interface UpdateInput {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly slots: readonly Tensor[];
  /** From 1. */
  readonly step: number;
  /** Of this step; 1 where the gradient holds it already. */
  readonly learningRate: number;
}

export interface UpdateOutput {
  readonly parameter: Tensor;
  readonly slots: readonly Tensor[];
}
