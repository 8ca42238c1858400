import type * as tfjs from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The namespace that a backend's door returns. */
export type TensorFlow = typeof tfjs;

/** [batch, height, width, channels], or a kernel's [height, width, in, out]. */
export type Shape4D = [number, number, number, number];

/**
 * The few tensor operations that training is made of, float32 throughout. Each backend brings
 * those of the hot path in its fastest form; what is not on it is written in operations of `tf`.
 *
 * `x` is float32 [batch, inputs], `kernel` [inputs, units], `dy` the loss gradient of an output.
 */
export interface Kernels {
  /** TensorFlow.js's own operations, the same on every backend. */
  readonly tf: TensorFlow;
  upload(values: Float32Array, shape: readonly number[]): Tensor;
  download(tensor: Tensor): Float32Array;
  /** Disposes every tensor made inside `scope`, but those it returns. */
  tidy<T extends Tensor | readonly Tensor[]>(scope: () => T): T;
  reshape(x: Tensor, shape: readonly number[]): Tensor;
  /** x·kernel + bias, where there is one: float32 [batch, units]. */
  affine(x: Tensor, kernel: Tensor, bias: Tensor | null): Tensor;
  /** xᵀ·dy: float32 [inputs, units]. */
  affineKernelGradient(x: Tensor, dy: Tensor): Tensor;
  /** dy·kernelᵀ: float32 [batch, inputs]. */
  affineInputGradient(dy: Tensor, kernel: Tensor): Tensor;
  /** Sum over the batch: float32 [units]. */
  sumRows(dy: Tensor): Tensor;
  convolution(input: Convolution): Tensor;
  convolutionKernelGradient(input: ConvolutionGradient): Tensor;
  convolutionInputGradient(input: ConvolutionGradient): Tensor;
  maxPoolGradient(input: MaxPoolGradient): Tensor;
  relu(x: Tensor): Tensor;
  /** dy where the output `y` of relu is positive, else 0. */
  reluGradient(dy: Tensor, y: Tensor): Tensor;
  subtract(a: Tensor, b: Tensor): Tensor;
}

/**
 * A convolution without padding: `x` float32 [batch, height, width, in], `kernel` [height, width, in,
 * out]; its output is [batch, down, right, out].
 */
export interface Convolution {
  readonly x: Tensor;
  readonly kernel: Tensor;
  readonly strides: readonly [number, number];
}

export interface ConvolutionGradient extends Convolution {
  /** Of the output. */
  readonly dy: Tensor;
}

/** Of pooling without padding: `x` and `y` are its input and output, float32 [batch, …, channels]. */
export interface MaxPoolGradient {
  readonly dy: Tensor;
  readonly x: Tensor;
  readonly y: Tensor;
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
}
