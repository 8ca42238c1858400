import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';

import type { TensorFlow } from './kernels.ts';
import type { Kernels } from './kernels.ts';

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
      const z = run('BiasAdd', typed, y, bias);
      y.dispose();
      return z;
    },
    affineKernelGradient: (x, dy) => run('MatMul', firstTransposed, x, dy),
    affineInputGradient: (dy, kernel) => run('MatMul', secondTransposed, dy, kernel),
    sumRows: (dy) => run('BiasAddGrad', typed, dy),
    relu: (x) => run('Relu', typed, x),
    reluGradient: (dy, y) => run('ReluGrad', typed, dy, y),
    subtract: (a, b) => run('Sub', typed, a, b),
  };
}
