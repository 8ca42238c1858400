import type * as tfjs from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The namespace that a backend's door returns. */
export type TensorFlow = typeof tfjs;

/**
 * The few tensor operations that training is made of, float32 throughout. Each backend brings them
 * in its fastest form; layers and optimizers are written in these terms.
 *
 * `x` is float32 [batch, inputs], `kernel` [inputs, units], `dy` the loss gradient of an output.
 */
export interface Kernels {
  /** The backend's own namespace, for what is not worth a faster form. */
  readonly tf: TensorFlow;
  upload(values: Float32Array, shape: readonly number[]): Tensor;
  download(tensor: Tensor): Float32Array;
  /** Disposes every tensor made inside `scope`, but those it returns. */
  tidy<T extends Tensor | readonly Tensor[]>(scope: () => T): T;
  reshape(x: Tensor, shape: readonly number[]): Tensor;
  /** x·kernel + bias: float32 [batch, units]. */
  affine(x: Tensor, kernel: Tensor, bias: Tensor): Tensor;
  /** xᵀ·dy: float32 [inputs, units]. */
  affineKernelGradient(x: Tensor, dy: Tensor): Tensor;
  /** dy·kernelᵀ: float32 [batch, inputs]. */
  affineInputGradient(dy: Tensor, kernel: Tensor): Tensor;
  /** Sum over the batch: float32 [units]. */
  sumRows(dy: Tensor): Tensor;
  relu(x: Tensor): Tensor;
  /** dy where the output `y` of relu is positive, else 0. */
  reluGradient(dy: Tensor, y: Tensor): Tensor;
  subtract(a: Tensor, b: Tensor): Tensor;
}
