import { createHash } from 'node:crypto';

import { MersenneTwister } from '../../engine/mersenne-twister.ts';
import {
  biasBound,
  kaimingUniformBound,
  randomInt64,
  randperm,
  uniform,
} from '../../engine/random.ts';
import { rngDigests } from './reference.ts';

function digest(values: ArrayBufferView): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}

function int64(values: Uint32Array): BigInt64Array {
  return BigInt64Array.from(values, BigInt);
}

function layer(generator: MersenneTwister, weights: number, biases: number, fanIn: number) {
  const bound = kaimingUniformBound(fanIn);
  const weight = uniform(generator, weights, -bound, bound);
  const bias = uniform(generator, biases, -biasBound(fanIn), biasBound(fanIn));
  return [digest(weight), digest(bias)] as const;
}

function loaderOrder(generator: MersenneTwister, count: number): Uint32Array {
  randomInt64(generator); // the loader's base seed
  const samplerSeed = randomInt64(generator);
  return randperm(new MersenneTwister(Number(samplerSeed & 0xffffffffn)), count);
}

// One generator in the order of rng_digests.py.
test.each([0, 42, 123456789])('draws what PyTorch draws after manual_seed(%i)', (seed) => {
  const generator = new MersenneTwister(seed);
  const [weight1, bias1] = layer(generator, 512 * 784, 512, 784);
  const [weight2, bias2] = layer(generator, 10 * 512, 10, 512);
  const conv = layer(generator, 32 * 1 * 3 * 3, 32, 9).join(' ');
  const drawn = new Map([
    ['(512, 784)', weight1],
    ['(512,)', bias1],
    ['(10, 512)', weight2],
    ['(10,)', bias2],
    ['conv', conv],
    ['randperm', digest(int64(randperm(generator, 50_000)))],
    ['split', digest(int64(randperm(generator, 60_000).subarray(0, 50_000)))],
    ['loader 0', digest(int64(loaderOrder(generator, 50_000)))],
    ['loader 1', digest(int64(loaderOrder(generator, 50_000)))],
    ['rand', digest(uniform(generator, 7, 0, 1))],
  ]);
  expect(drawn).toEqual(rngDigests(seed));
});

test('kaiming_uniform with a = √5 is bounded by 1/√fanIn', () => {
  expect(kaimingUniformBound(784)).toBeCloseTo(1 / 28, 15);
});

test('a permutation of nothing or one sample draws nothing', () => {
  const generator = new MersenneTwister(5489);
  expect([...randperm(generator, 0), ...randperm(generator, 1)]).toEqual([0]);
  expect(generator.nextUint32()).toBe(3499211612); // mt19937's first number
});
