import type { MersenneTwister } from './mersenne-twister.ts';

/** What random numbers are made of. */
export type Uint32Source = Pick<MersenneTwister, 'nextUint32'>;

/** uint32 draws that `randperm(count)` takes. */
export function randpermDraws(count: number): number {
  return Math.max(0, count - 1);
}

/**
 * `torch.randperm(count)` on the CPU: a permutation of [0, count).
 *
 * Source: PyTorch, aten/src/ATen/native/TensorFactories.cpp, randperm_cpu.
 */
export function randperm(generator: MersenneTwister, count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) order[i] = i;
  for (let i = 0; i < count - 1; i += 1) {
    const other = i + (generator.nextUint32() % (count - i));
    const value = order[i]!;
    order[i] = order[other]!;
    order[other] = value;
  }
  return order;
}

/** `torch.empty((), dtype=torch.int64).random_()`: uniform in [0, 2^63). Takes two uint32. */
export function randomInt64(generator: MersenneTwister): bigint {
  const high = BigInt(generator.nextUint32() & 0x7fffffff);
  return (high << 32n) | BigInt(generator.nextUint32());
}

/**
 * `torch.empty(count).uniform_(low, high)`: float32 in [low, high). Takes one uint32 a value.
 *
 * Source: PyTorch, aten/src/ATen/core/DistributionsHelper.h and TransformationHelper.h.
 */
export function uniform(
  generator: MersenneTwister,
  count: number,
  low: number,
  high: number,
): Float32Array<ArrayBuffer> {
  const start = Math.fround(low);
  const range = Math.fround(Math.fround(high) - start);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 1) {
    const unit = (generator.nextUint32() & 0xffffff) / 0x1000000;
    // 24 bits times 24 bits is exact in double; the assignment rounds once, as torch's fma does.
    values[i] = unit * range + start;
  }
  return values;
}

/**
 * Normal numbers around 0 by the polar form of Box and Muller's method: float32 [count]. It takes
 * as many uint32 as it needs, two a try; of Node's arithmetic it uses only log, √ and products.
 *
 * Source: Marsaglia and Bray, A Convenient Method for Generating Normal Variables, 1964.
 */
export function normal(
  generator: Uint32Source,
  count: number,
  deviation: number,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    let [u, v, s] = [0, 0, 0];
    while (s >= 1 || s === 0) {
      u = signedUnit(generator);
      v = signedUnit(generator);
      s = u * u + v * v;
    }
    const factor = deviation * Math.sqrt((-2 * Math.log(s)) / s);
    values[i] = u * factor;
    if (i + 1 < count) values[i + 1] = v * factor;
  }
  return values;
}

/** In (-1, 1), symmetric around 0. */
function signedUnit(generator: Uint32Source): number {
  return (2 * (generator.nextUint32() + 0.5)) / 0x1_0000_0000 - 1;
}

/**
 * The bound of PyTorch's default initialisation of Linear and Conv weights,
 * `kaiming_uniform_(a=√5)`: 1/√fanIn, computed in PyTorch's own order of operations.
 *
 * Source: PyTorch, torch/nn/init.py.
 */
export function kaimingUniformBound(fanIn: number): number {
  return Math.sqrt(3) * (Math.sqrt(2 / 6) / Math.sqrt(fanIn));
}

/** The bound of PyTorch's default initialisation of Linear and Conv biases. */
export function biasBound(fanIn: number): number {
  return 1 / Math.sqrt(fanIn);
}
