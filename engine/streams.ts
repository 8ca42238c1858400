import { createHash } from 'node:crypto';

import type { Randomness } from '../study/spec.ts';
import { MersenneTwister } from './mersenne-twister.ts';
import {
  biasBound,
  kaimingUniformBound,
  randomInt64,
  randperm,
  randpermDraws,
  uniform,
} from './random.ts';

/** A tensor whose first values are random, in PyTorch's layout and order. */
export interface RandomParameter {
  /** Position of its layer among the layers that have parameters, from 0. */
  readonly layer: number;
  readonly role: 'kernel' | 'bias';
  /** Number of values. */
  readonly size: number;
  readonly fanIn: number;
}

/** Everything random in one trial. Each method can be called at any time, in any order. */
export interface Streams {
  /** The permutation of all `total` samples that the split cuts. */
  split(): Uint32Array;
  /** First values of `parameters[index]`, float32 [size], in PyTorch's order ([out, in]). */
  parameter(index: number): Float32Array<ArrayBuffer>;
  /** The order in which the epoch (from 1) visits its `count` samples: a permutation of [0, count). */
  order(epoch: number, count: number): Uint32Array;
}

export interface StreamsInput {
  readonly randomness: Randomness;
  /** An integer in [0, 2^32). */
  readonly seed: number;
  /** Samples that the split permutes. */
  readonly total: number;
  /** In the model's order; within a layer the kernel before the bias. */
  readonly parameters: readonly RandomParameter[];
}

/** The random streams of a trial; see `randomness` in docs/spec.md. */
export function createStreams(input: StreamsInput): Streams {
  switch (input.randomness) {
    case 'torch':
      return torchStreams(input);
    case 'paired':
      return pairedStreams(input);
  }
}

// int64 draws an epoch, in the order of the script: the training loader's base seed, its sampler's
// seed, the validation loader's base seed. Each is two uint32.
const UINT32_AN_EPOCH = 6;

/** One generator in the order of the PyTorch script; where a draw starts is computed. */
function torchStreams({ seed, total, parameters }: StreamsInput): Streams {
  const generatorAt = (position: number): MersenneTwister => {
    const generator = new MersenneTwister(seed);
    generator.skip(position);
    return generator;
  };
  const startOf = (index: number): number =>
    parameters
      .slice(0, index)
      .reduce((sum, parameter) => sum + parameter.size, randpermDraws(total));
  return {
    split: () => randperm(generatorAt(0), total),
    parameter: (index) => draw(generatorAt(startOf(index)), parameters[index]!),
    order: (epoch, count) => {
      const generator = generatorAt(startOf(parameters.length) + UINT32_AN_EPOCH * (epoch - 1));
      generator.skip(2);
      const samplerSeed = randomInt64(generator);
      return randperm(new MersenneTwister(Number(samplerSeed & 0xffffffffn)), count);
    },
  };
}

/**
 * A generator of its own for each purpose, so that adding or dropping a layer moves nothing else.
 * A parameter is known by its layer's position among the layers that have any.
 */
function pairedStreams({ seed, total, parameters }: StreamsInput): Streams {
  return {
    split: () => randperm(generatorFor(seed, 'split'), total),
    parameter: (index) => {
      const parameter = parameters[index]!;
      return draw(generatorFor(seed, 'parameter', parameter.layer, parameter.role), parameter);
    },
    order: (epoch, count) => randperm(generatorFor(seed, 'order', epoch), count),
  };
}

/** All 256 bits of the name's hash seed the generator: 32 would soon give two streams the same. */
function generatorFor(...name: readonly (string | number)[]): MersenneTwister {
  const hash = createHash('sha256')
    .update(JSON.stringify(['epochal', ...name]))
    .digest();
  const words = new Uint32Array(8);
  for (let i = 0; i < words.length; i += 1) words[i] = hash.readUInt32LE(4 * i);
  return new MersenneTwister(words);
}

function draw(generator: MersenneTwister, parameter: RandomParameter): Float32Array<ArrayBuffer> {
  const { role, fanIn, size } = parameter;
  const bound = role === 'kernel' ? kaimingUniformBound(fanIn) : biasBound(fanIn);
  return uniform(generator, size, -bound, bound);
}
