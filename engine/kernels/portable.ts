import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

import type { Kernels, TensorFlow } from './kernels.ts';
import {
  convolutionInputGradient,
  convolutionKernelGradient,
  maxPoolGradient,
} from './portable-windows.ts';

/**
 * Kernels on tfjs's own operations, for WebAssembly. Operands are transposed before a product: its
 * matMul with `transposeA` or `transposeB` takes a path that is five times slower.
 */
export function portableKernels(tf: TensorFlow): Kernels {
  return {
    tf,
    upload: (values, shape) => tf.tensor(values, [...shape], 'float32'),
    download: (tensor) => tensor.dataSync<'float32'>(),
    tidy: (scope) => tf.tidy(scope as () => Tensor2D) as ReturnType<typeof scope>,
    reshape: (x, shape) => tf.reshape(x, [...shape]),
    affine: (x, kernel, bias) =>
      tf.tidy(() => {
        const y = tf.matMul(x, kernel);
        return bias === null ? y : tf.add(y, bias);
      }),
    affineKernelGradient: (x, dy) =>
      tf.tidy(() => tf.matMul(tf.transpose(x as Tensor2D), dy as Tensor2D)),
    affineInputGradient: (dy, kernel) =>
      tf.tidy(() => tf.matMul(dy as Tensor2D, tf.transpose(kernel as Tensor2D))),
    sumRows: (dy) => tf.sum(dy, 0),
    convolution: ({ x, kernel, strides }) =>
      tf.conv2d(x as Tensor4D, kernel as Tensor4D, [...strides], 'valid'),
    convolutionKernelGradient: (input) => tf.tidy(() => convolutionKernelGradient(tf, input)),
    convolutionInputGradient: (input) => tf.tidy(() => convolutionInputGradient(tf, input)),
    maxPoolGradient: (input) => maxPoolGradient(tf, input),
    relu: (x) => tf.relu(x),
    reluGradient: (dy, y) => tf.tidy(() => tf.mul(dy, tf.cast(tf.greater(y, 0), 'float32'))),
    subtract: (a, b) => tf.sub(a, b),
  };
}
