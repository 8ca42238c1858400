import type { Tensor } from '@tensorflow/tfjs-core';

import type { InputStatistics } from '../input-statistics.ts';
import type { Kernels } from '../kernels/kernels.ts';
import type { Initial } from '../streams.ts';

/** A trainable tensor of a layer. */
export interface LayerParameter {
  /** Its name in the layer: `kernel`, `bias`, … */
  readonly role: string;
  readonly shape: readonly number[];
  readonly initial: Initial;
  /** Training lowers the mean loss + l1·Σ|w| + l2·Σw². Left out: both 0. */
  readonly penalty?: { readonly l1: number; readonly l2: number };
  /** Values as the engine keeps them, from values in PyTorch's layout. */
  fromTorch(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer>;
}

/** A tensor that training moves on, and no gradient: a running mean, say. */
export interface LayerBuffer {
  readonly role: string;
  readonly shape: readonly number[];
  /** Of every element before the first step, or what is measured of the training samples. */
  readonly initial: number | keyof InputStatistics;
}

/** A layer at work on samples of a known shape. A new type is one file and one row in create.ts. */
export interface EngineLayer {
  /** Shape of one sample's output: [height, width, channels], or [numbers]. */
  readonly outputShape: readonly number[];
  /** Kernel before bias, as PyTorch initialises them. */
  readonly parameters: readonly LayerParameter[];
  readonly buffers?: readonly LayerBuffer[];
  /** @param input float32 [batch, ...shape] */
  forward(context: ForwardContext, input: Tensor): ForwardPass;
}

/** What a layer computes with, besides its input. */
export interface ForwardContext {
  readonly kernels: Kernels;
  /** In the order of the layer's own. */
  readonly parameters: readonly Tensor[];
  readonly buffers: readonly Tensor[];
  /**
   * Random numbers of this step and layer, float32 [count], uniform in [0, 1). Null when the layer
   * is not trained but used: nothing is random then, and buffers stay as they are.
   */
  readonly noise: ((count: number) => Float32Array) | null;
}

export interface ForwardPass {
  readonly output: Tensor;
  /** The layer's buffers after this batch; left out where they stay as they are. */
  readonly buffers?: readonly Tensor[];
  /** Gradients, from the loss gradient of `output`. Sums over the batch, unscaled. */
  backward(outputGradient: Tensor): BackwardPass;
}

export interface BackwardPass {
  /** Computed on demand: the first layers need none. */
  input(): Tensor;
  readonly parameters: readonly Tensor[];
}
