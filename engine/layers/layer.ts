import type { Tensor } from '@tensorflow/tfjs-core';

import type { Kernels } from '../kernels/kernels.ts';

/** A trainable tensor of a layer. */
export interface LayerParameter {
  readonly role: 'kernel' | 'bias';
  readonly shape: readonly number[];
  readonly fanIn: number;
  /** Values as the engine keeps them, from values in PyTorch's layout. */
  fromTorch(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer>;
}

/** A layer at work on samples of a known shape. A new type is one file and one row in create.ts. */
export interface EngineLayer {
  /** Shape of one sample's output. */
  readonly outputShape: readonly number[];
  /** Kernel before bias, as PyTorch initialises them. */
  readonly parameters: readonly LayerParameter[];
  /**
   * @param input float32 [batch, ...shape]
   * @param parameters in the order of `this.parameters`
   */
  forward(kernels: Kernels, input: Tensor, parameters: readonly Tensor[]): ForwardPass;
}

export interface ForwardPass {
  readonly output: Tensor;
  /** Gradients, from the loss gradient of `output`. Sums over the batch, unscaled. */
  backward(outputGradient: Tensor): BackwardPass;
}

export interface BackwardPass {
  /** Computed on demand: the first layers need none. */
  input(): Tensor;
  readonly parameters: readonly Tensor[];
}
