import type { Tensor } from '@tensorflow/tfjs-core';

import type { GradientClipping } from '../study/spec.ts';
import type { Kernels } from './kernels/kernels.ts';

/** PyTorch's: keeps a norm of 0 from being divided by. */
const EPSILON = 1e-6;

/**
 * The gradients, bounded: all of them together by their L2 norm, or each number by itself. Those
 * that change are disposed.
 *
 * As torch.nn.utils.clip_grad_norm_ and clip_grad_value_.
 */
export function clipGradients(
  kernels: Kernels,
  gradients: readonly Tensor[],
  clipping: GradientClipping,
): readonly Tensor[] {
  const { tf } = kernels;
  if ('value' in clipping) {
    const { value } = clipping;
    return replace(gradients, (gradient) => tf.clipByValue(gradient, -value, value));
  }
  const factor = clipping.norm / (globalNorm(kernels, gradients) + EPSILON);
  return factor < 1 ? replace(gradients, (gradient) => tf.mul(gradient, factor)) : gradients;
}

/** Rows are summed on the backend and the sums in double precision: no rounding grows with size. */
function globalNorm(kernels: Kernels, gradients: readonly Tensor[]): number {
  const { tf } = kernels;
  let total = 0;
  for (const gradient of gradients) {
    const sums = kernels.tidy(() => tf.sum(tf.square(gradient), -1));
    for (const sum of kernels.download(sums)) total += sum;
    sums.dispose();
  }
  return Math.sqrt(total);
}

function replace(gradients: readonly Tensor[], by: (gradient: Tensor) => Tensor): Tensor[] {
  return gradients.map((gradient) => {
    const next = by(gradient);
    gradient.dispose();
    return next;
  });
}
