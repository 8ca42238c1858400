import { createHash } from 'node:crypto';

import { EpochalError } from '../study/errors.ts';
import type { TrainingSeed } from '../study/seeds.ts';
import type { Randomness } from '../study/spec.ts';
import { MersenneTwister } from './mersenne-twister.ts';
import { normal, randomInt64, randperm, randpermDraws, uniform } from './random.ts';

/** How a parameter's first values are distributed. */
export type Initial =
  /** In [-bound, bound). */
  | { readonly type: 'uniform'; readonly bound: number }
  /** Around 0. */
  | { readonly type: 'normal'; readonly deviation: number }
  | { readonly type: 'constant'; readonly value: number };

/** A tensor's first values, in PyTorch's layout and order. */
export interface RandomParameter {
  /** Its layer: type and number among the layers of its type, from 0, such as `dense.0`. */
  readonly layer: string;
  readonly role: string;
  /** Number of values. */
  readonly size: number;
  readonly initial: Initial;
}

/** Random numbers for a layer (`dropout.0`), float32 [count], uniform in [0, 1). */
export type Noise = (layer: string, count: number) => Float32Array;

/** Everything random in one trial. Each method can be called at any time, in any order. */
export interface Streams {
  /** The permutation of all `total` samples that the split cuts. */
  split(): Uint32Array;
  /** First values of `parameters[index]`, float32 [size], in PyTorch's order ([out, in]). */
  parameter(index: number): Float32Array<ArrayBuffer>;
  /** The order in which the epoch (from 1) visits its `count` samples: a permutation of [0, count). */
  order(epoch: number, count: number): Uint32Array;
  /** Noise of a layer in a step (from 1) of the optimizer, and a part of its batch (from 0). */
  noise(step: number, part: number): Noise;
  /** What changes the samples of a part of a step's batch, a kind of change from a generator of its own. */
  augment(step: number, part: number, kind: string): MersenneTwister;
}

export interface StreamsInput {
  readonly randomness: Randomness;
  /** An integer in [0, 2^32); where first weights have another than orders and noise, one for each. */
  readonly seed: TrainingSeed;
  /** Samples that the split permutes. */
  readonly total: number;
  /** In the model's order; within a layer the kernel before the bias. */
  readonly parameters: readonly RandomParameter[];
}

/**
 * The random streams of a trial; see `randomness` in docs/spec.md.
 *
 * @throws RangeError for two seeds with torch's one generator.
 */
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
  if (typeof seed !== 'number') throw new RangeError('one generator takes one seed');
  if (parameters.some(({ initial }) => initial.type === 'normal')) {
    throw new EpochalError(
      'SPEC_INVALID',
      'an initialiser draws normal numbers, and PyTorch’s are not repeated here: ' +
        'take `randomness: paired`, or a uniform or constant initialiser',
    );
  }
  const generatorAt = (position: number): MersenneTwister => {
    const generator = new MersenneTwister(seed);
    generator.skip(position);
    return generator;
  };
  const startOf = (index: number): number =>
    parameters
      .slice(0, index)
      .reduce((sum, parameter) => sum + drawsOf(parameter), randpermDraws(total));
  return {
    split: () => randperm(generatorAt(0), total),
    parameter: (index) => draw(generatorAt(startOf(index)), parameters[index]!),
    order: (epoch, count) => {
      const generator = generatorAt(startOf(parameters.length) + UINT32_AN_EPOCH * (epoch - 1));
      generator.skip(2);
      const samplerSeed = randomInt64(generator);
      return randperm(new MersenneTwister(Number(samplerSeed & 0xffffffffn)), count);
    },
    noise: (step, part) => noiseOf(seed, step, part),
    augment: (step, part, kind) => generatorFor(seed, 'augment', step, part, kind),
  };
}

/**
 * A generator of its own for each purpose, so that adding or dropping a layer moves nothing else.
 * A layer is known by its type and its number among those of its type.
 */
function pairedStreams({ seed, total, parameters }: StreamsInput): Streams {
  const { init, order: drawn } = typeof seed === 'number' ? { init: seed, order: seed } : seed;
  return {
    split: () => {
      if (typeof seed !== 'number') throw new RangeError('a split is drawn with a seed of its own');
      return randperm(generatorFor(seed, 'split'), total);
    },
    parameter: (index) => {
      const parameter = parameters[index]!;
      return draw(generatorFor(init, 'parameter', parameter.layer, parameter.role), parameter);
    },
    order: (epoch, count) => randperm(generatorFor(drawn, 'order', epoch), count),
    noise: (step, part) => noiseOf(drawn, step, part),
    augment: (step, part, kind) => generatorFor(drawn, 'augment', step, part, kind),
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

function noiseOf(seed: number, step: number, part: number): Noise {
  return (layer, count) => uniform(generatorFor(seed, 'noise', step, part, layer), count, 0, 1);
}

/** uint32 draws that a parameter's first values take. */
function drawsOf({ size, initial }: RandomParameter): number {
  return initial.type === 'constant' ? 0 : size;
}

function draw(
  generator: MersenneTwister,
  { size, initial }: RandomParameter,
): Float32Array<ArrayBuffer> {
  switch (initial.type) {
    case 'uniform':
      return uniform(generator, size, -initial.bound, initial.bound);
    case 'normal':
      return normal(generator, size, initial.deviation);
    case 'constant':
      return new Float32Array(size).fill(initial.value);
  }
}
