import { encodeSafetensors } from '../../store/safetensors.ts';
import type { Tensor } from '../../store/safetensors.ts';

/**
 * A state as PyTorch's `nn.Sequential` names and shapes it: `1.kernel` [in, out] becomes `1.weight`
 * [out, in]. Optimizer slots are left out.
 *
 * Source: https://pytorch.org/docs/stable/nn.html, the variables of each module
 */
export function torchStateDict(tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  const renamed = new Map<string, Tensor>();
  for (const [name, tensor] of tensors) {
    const [, position, role] = /^(\d+)\.(\w+)$/.exec(name) ?? [];
    const own = role === undefined ? undefined : NAMES[role];
    if (own === undefined) continue;
    const { shape, values } = tensor;
    const squared =
      role === 'deviation' || role === 'range' ? values.map((value) => value * value) : values;
    renamed.set(`${position}.${own}`, channelsFirst({ shape, values: squared }));
  }
  return encodeSafetensors({ tensors: renamed, metadata: { format: 'pt' } });
}

const NAMES: Readonly<Record<string, string>> = {
  kernel: 'weight',
  bias: 'bias',
  slope: 'weight', // of PReLU
  scale: 'weight', // of BatchNorm and LayerNorm
  shift: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
  minimum: 'running_mean', // and range, of scaled inputs, likewise
  range: 'running_var',
  deviation: 'running_var', // squared: of a BatchNorm without `affine`, and with `eps` 0
};

/** By rank: a vector, a dense kernel, an image's scale or shift, a convolution's kernel. */
const ORDERS: Readonly<Record<number, readonly number[]>> = {
  1: [0],
  2: [1, 0], // [in, out] to [out, in]
  3: [2, 0, 1], // [height, width, channels] to [channels, height, width]
  4: [3, 2, 0, 1], // [height, width, in, out] to [out, in, height, width]
};

function channelsFirst({ shape, values }: Tensor): Tensor {
  const order = ORDERS[shape.length];
  if (order === undefined) throw new Error(`no tensor of a model has shape [${shape.join(', ')}]`);
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1),
  );
  const moved = new Float32Array(values.length);
  const target = order.map((axis) => shape[axis]!);
  const index = target.map(() => 0);
  for (let i = 0; i < moved.length; i += 1) {
    moved[i] = values[index.reduce((sum, at, axis) => sum + at * strides[order[axis]!]!, 0)]!;
    for (let axis = index.length - 1; axis >= 0; axis -= 1) {
      index[axis]! += 1;
      if (index[axis]! < target[axis]!) break;
      index[axis] = 0;
    }
  }
  return { shape: target, values: moved };
}
