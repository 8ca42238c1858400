import { MersenneTwister } from '../../engine/mersenne-twister.ts';

function draws(generator: MersenneTwister, count: number): number[] {
  return Array.from({ length: count }, () => generator.nextUint32());
}

test('gives the 10,000th number that the C++ standard demands of mt19937', () => {
  // ISO C++ [rand.predef]: default-constructed (seed 5489).
  const generator = new MersenneTwister(5489);
  expect(draws(generator, 10_000).at(-1)).toBe(4123659995);
});

test('seeded with a key, gives the numbers of mt19937ar.out', () => {
  const generator = new MersenneTwister(Uint32Array.of(0x123, 0x234, 0x345, 0x456));
  expect(draws(generator, 5)).toEqual([1067595299, 955945823, 477289528, 4107218783, 4228976476]);
});

test('uses the low 32 bits of a seed', () => {
  expect(draws(new MersenneTwister(2 ** 32 + 7), 3)).toEqual(draws(new MersenneTwister(7), 3));
});

test.each([0, 1, 623, 624, 625, 1248, 100_003])(
  'skips %i numbers as if they were drawn',
  (count) => {
    const skipped = new MersenneTwister(42);
    skipped.nextUint32();
    skipped.skip(count);
    const drawn = new MersenneTwister(42);
    draws(drawn, count + 1);
    expect(draws(skipped, 700)).toEqual(draws(drawn, 700));
  },
);
