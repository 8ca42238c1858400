import type { Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';

import type { Convolution, ConvolutionGradient, Kernels, Shape4D, TensorFlow } from './kernels.ts';
import { runKernel } from './run-kernel.ts';

/** What tfjs-node's backend offers beside tfjs: TensorFlow's eager operations by name. */
interface NodeBackend {
  readonly binding: Readonly<Record<'TF_FLOAT' | 'TF_ATTR_TYPE' | 'TF_ATTR_BOOL', number>>;
  executeSingleOutput(
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly TensorInfo[],
  ): Tensor;
}

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean;
}

const WITHOUT_PADDING = { pad: 'valid', dataFormat: 'NHWC' } as const;

/**
 * Kernels on TensorFlow's C library: one eager operation each, without tfjs's layers between.
 * tfjs's own way makes several passes over memory for ReLU's gradient and transposed products.
 */
export function nativeKernels(tf: TensorFlow): Kernels {
  const backend = tf.backend() as unknown as NodeBackend; // tfjs types only the common interface
  const { TF_FLOAT, TF_ATTR_TYPE, TF_ATTR_BOOL } = backend.binding;
  const type: Attribute = { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT };
  const flag = (name: string, value: boolean): Attribute => ({ name, type: TF_ATTR_BOOL, value });
  const typed = [type];
  const product = (transposeA: boolean, transposeB: boolean): readonly Attribute[] => [
    flag('transpose_a', transposeA),
    flag('transpose_b', transposeB),
    type,
  ];
  const plain = product(false, false);
  const firstTransposed = product(true, false);
  const secondTransposed = product(false, true);
  const run = (
    operation: string,
    attributes: readonly Attribute[],
    ...inputs: readonly Tensor[]
  ): Tensor => backend.executeSingleOutput(operation, attributes, inputs);

  return {
    tf,
    upload: (values, shape) => tf.tensor(values, [...shape], 'float32'),
    download: (tensor) => tensor.dataSync<'float32'>(),
    tidy: (scope) => tf.tidy(scope as () => Tensor) as ReturnType<typeof scope>,
    reshape: (x, shape) => tf.reshape(x, [...shape]),
    affine: (x, kernel, bias) => {
      const y = run('MatMul', plain, x, kernel);
      if (bias === null) return y;
      const z = run('BiasAdd', typed, y, bias);
      y.dispose();
      return z;
    },
    affineKernelGradient: (x, dy) => run('MatMul', firstTransposed, x, dy),
    affineInputGradient: (dy, kernel) => run('MatMul', secondTransposed, dy, kernel),
    sumRows: (dy) => run('BiasAddGrad', typed, dy),
    convolution: (input) =>
      tf.tidy(() => {
        const { x, kernel, strides } = withUsedStrides(tf, input);
        return tf.conv2d(x as Tensor4D, kernel as Tensor4D, [...strides], 'valid');
      }),
    convolutionKernelGradient: (input) =>
      tf.tidy(() => {
        const { x, dy, kernel, strides } = withUsedPixels(tf, input);
        const attributes = { filterShape: kernel.shape, strides, ...WITHOUT_PADDING };
        return runKernel(tf, 'Conv2DBackpropFilter', { x, dy }, attributes);
      }),
    convolutionInputGradient: ({ x, dy, kernel, strides }) => {
      const attributes = { inputShape: x.shape, strides, ...WITHOUT_PADDING };
      return runKernel(tf, 'Conv2DBackpropInput', { dy, filter: kernel }, attributes);
    },
    maxPoolGradient: ({ dy, x, y, size, strides }) => {
      const attributes = { filterSize: size, strides, ...WITHOUT_PADDING };
      return runKernel(tf, 'MaxPoolGrad', { dy, input: x, output: y }, attributes);
    },
    relu: (x) => run('Relu', typed, x),
    reluGradient: (dy, y) => run('ReluGrad', typed, dy, y),
    subtract: (a, b) => run('Sub', typed, a, b),
  };
}

// On x86 TensorFlow 2.18 hands convolutions to oneDNN, which has two faults (found against plain
// loops over 50,000 random geometries; the input's gradient has none). Both go away where a stride
// that skips nothing, or pixels that no window sees, are taken out of the problem beforehand.

/**
 * Where the output is one column wide, the horizontal stride goes nowhere: with one channel and
 * unequal strides oneDNN reads past the image all the same, and the output is whatever lies there.
 */
function withUsedStrides(tf: TensorFlow, input: Convolution): Convolution {
  const { x, kernel, strides } = input;
  const [batch, height, width, channels] = x.shape as Shape4D;
  const [, right] = kernel.shape as Shape4D;
  const [down, rightward] = strides;
  if (down === rightward || right + rightward <= width) return input;
  const used = tf.slice4d(x as Tensor4D, [0, 0, 0, 0], [batch, height, right, channels]);
  return { x: used, kernel, strides: [down, down] };
}

/**
 * A kernel of one pixel sees every stride-th pixel alone: with strides oneDNN writes past the end of
 * its memory when it computes this kernel's gradient, and the process dies of it sooner or later.
 */
function withUsedPixels(tf: TensorFlow, input: ConvolutionGradient): ConvolutionGradient {
  const { x, kernel, strides } = input;
  const [tall, wide] = kernel.shape as Shape4D;
  const [down, rightward] = strides;
  if (tall * wide > 1 || down * rightward === 1) return input;
  const end = x.shape as Shape4D;
  const used = tf.stridedSlice(x, [0, 0, 0, 0], end, [1, down, rightward, 1]);
  return { ...input, x: used, strides: [1, 1] };
}
