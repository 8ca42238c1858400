import { encodeSafetensors } from '../../store/safetensors.ts';
import type { Tensor } from '../../store/safetensors.ts';

/**
 * A state as PyTorch's `nn.Sequential` names and shapes it: `1.kernel` [in, out] becomes `1.weight`
 * [out, in]. Optimizer slots are left out.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export function torchStateDict(tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  const renamed = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) {
    const kernel = /^(\d+)\.kernel$/.exec(name);
    if (kernel !== null) renamed.set(`${kernel[1]}.weight`, transpose(tensor));
    else if (/^\d+\.bias$/.test(name)) renamed.set(name, tensor);
  }
  return encodeSafetensors({ tensors: renamed, metadata: { format: 'pt' } });
}

function transpose({ shape, values }: Tensor): Tensor {
  const [rows, columns] = shape as [number, number];
  const transposed = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      transposed[column * rows + row] = values[row * columns + column]!;
    }
  }
  return { shape: [columns, rows], values: transposed };
}
