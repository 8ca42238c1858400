import fc from 'fast-check';
import type { Alternative, PairedTest } from '../../statistics/location-test.ts';
import { doubledMidranks } from '../../statistics/wilcoxon.ts';
import { expectClose, reference } from './reference.ts';
import { locationTest } from './one-sided.ts';

const TESTS: readonly PairedTest[] = ['pairedT', 'signFlip', 'wilcoxon', 'bootstrap'];

function pOf(
  differences: readonly number[],
  test: PairedTest,
  at = 0,
  alternative: Alternative = 'greater',
): number {
  return locationTest(differences, { test, at, alternative })?.p ?? NaN;
}

describe.each(reference.cases)('$kind differences like $differences', (one) => {
  const { differences, kind, location } = one;
  const varies = kind !== 'constant';

  it("have SciPy's p-values", () => {
    for (const { at, alternative, ...expected } of location) {
      const ask = (test: PairedTest) => locationTest(differences, { test, at, alternative });
      if (differences.length <= 20) expectClose(ask('signFlip')?.p, expected.signFlip, 1e-12);
      expectClose(ask('wilcoxon')?.p, expected.wilcoxon.p, 1e-9);
      expect(ask('wilcoxon')?.zeros).toBe(expected.wilcoxon.zeros);
      if (varies) {
        expectClose(ask('pairedT')?.p, expected.pairedT!, 1e-9);
        expect(ask('pairedT')?.used).toBe('pairedT');
      }
    }
  });

  it('give the sign-flip p where they do not vary, and say so', () => {
    for (const { at, alternative } of location) {
      const flip = locationTest(differences, { test: 'signFlip', at, alternative });
      for (const test of ['pairedT', 'bootstrap'] as const) {
        const found = locationTest(differences, { test, at, alternative });
        if (varies) expect(found?.used).toBe(test);
        else expect(found).toEqual(flip);
      }
    }
  });

  it('come near what more draws say, where signs are drawn and values resampled', () => {
    for (const { at, alternative, ...expected } of location) {
      const near = (test: PairedTest, p: number, draws: number) =>
        expect(Math.abs(pOf(differences, test, at, alternative) - p)).toBeLessThanOrEqual(
          4 * Math.sqrt((p * (1 - p)) / draws) + 2 / draws,
        );
      near('signFlip', expected.signFlip, 99_999);
      // 9,999 resamples against 200,000: the error of a difference.
      if (expected.bootstrap !== undefined) near('bootstrap', expected.bootstrap, 9_999 / 1.05);
    }
  });
});

describe('the sign-flip test', () => {
  it('counts the choices of signs whose sum is at least the one seen', () => {
    // 1 2 3: six; of the eight sums 6 4 2 0 0 −2 −4 −6 one is.
    expect(pOf([1, 2, 3], 'signFlip')).toBe(1 / 8);
    // −1 2 3: four; two are.
    expect(pOf([-1, 2, 3], 'signFlip')).toBe(2 / 8);
    // 1 1 −1: 3 1 1 1 −1 −1 −1 −3; the one seen is 1, four are.
    expect(pOf([1, 1, -1], 'signFlip')).toBe(4 / 8);
  });

  it('gives 2⁻ⁿ to n differences of one sign', () => {
    for (const n of [1, 2, 5, 6, 12, 20]) {
      const differences = Array.from({ length: n }, (_, i) => 0.9812 - 0.9211 + i / 1e4);
      expect(pOf(differences, 'signFlip')).toBe(2 ** -n);
      expect(pOf(differences, 'signFlip', 0, 'less')).toBe(1);
    }
  });

  it('takes sums that differ by rounding for equal', () => {
    // In samples of 10,000: 3 −1 −1 −1, a sum of zero. All 8 sums with +3 are at least that, and −3 + 3.
    const differences = [0.9803 - 0.98, 0.9711 - 0.9712, 0.9631 - 0.9632, 0.98 - 0.9801];
    expect(pOf(differences, 'signFlip')).toBe(9 / 16);
    expect(pOf(differences, 'signFlip', 0, 'less')).toBe(9 / 16);
  });

  it('gives 1 where nothing differs', () => {
    expect(pOf([0, 0, 0], 'signFlip')).toBe(1);
  });
});

describe("Wilcoxon's test", () => {
  it('shares ranks between equal sizes', () => {
    // Ranks 1 2.5 2.5 4, doubled.
    expect(doubledMidranks([5, 7, 7, 9], 0)).toEqual([2, 5, 5, 8]);
    expect(doubledMidranks([9, 7, 5, 7], 0)).toEqual([8, 5, 2, 5]);
    expect(doubledMidranks([3, 3, 3], 0)).toEqual([4, 4, 4]);
    expect(doubledMidranks([], 0)).toEqual([]);
  });

  it('takes sizes that differ by rounding for equal', () => {
    // 601, −601 and 100 samples of 10,000: ranks 2.5 2.5 1. Sums of at least 3.5: 6, 5, 3.5 and 3.5 of 8.
    const differences = [0.9812 - 0.9211, 0.9113 - 0.9714, 0.5 - 0.49];
    expect(Math.abs(differences[0]!)).not.toBe(Math.abs(differences[1]!));
    expect(pOf(differences, 'wilcoxon')).toBe(4 / 8);
  });

  it('drops differences that lie on the margin but for rounding, and counts them', () => {
    expect(0.9912 - 0.9812 === 0.01).toBe(false);
    const differences = [0.9912 - 0.9812, 0.9913 - 0.9812, 0.9914 - 0.9812];
    expect(
      locationTest(differences, { test: 'wilcoxon', at: 0.01, alternative: 'greater' }),
    ).toEqual({
      p: 1 / 4,
      used: 'wilcoxon',
      zeros: 1,
    });
  });

  it('gives 1 where nothing differs', () => {
    const found = locationTest([0, 0], { test: 'wilcoxon', at: 0, alternative: 'greater' });
    expect(found).toEqual({ p: 1, used: 'wilcoxon', zeros: 2 });
  });

  it('is the share of all choices of signs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 10 }),
        (values) => {
          expect(pOf(values, 'wilcoxon')).toBeCloseTo(enumeratedRanks(values), 13);
        },
      ),
    );
  });
});

/** Wilcoxon's p by going through all choices of signs. */
function enumeratedRanks(values: readonly number[]): number {
  const known = values.filter((value) => value !== 0);
  const ranks = known.map((value) => {
    const smaller = known.filter((other) => Math.abs(other) < Math.abs(value)).length;
    const equal = known.filter((other) => Math.abs(other) === Math.abs(value)).length;
    return smaller + (equal + 1) / 2;
  });
  const sumOf = (counts: (i: number) => boolean): number =>
    ranks.reduce((sum, rank, i) => (counts(i) ? sum + rank : sum), 0);
  const observed = sumOf((i) => known[i]! > 0);
  let reached = 0;
  for (let signs = 0; signs < 2 ** known.length; signs += 1) {
    if (sumOf((i) => ((signs >> i) & 1) === 1) >= observed) reached += 1;
  }
  return reached / 2 ** known.length;
}

describe('every test', () => {
  it('has no p without differences, and those that need a spread none for one', () => {
    for (const test of TESTS) {
      expect(locationTest([], { test, at: 0, alternative: 'greater' })).toBeNull();
    }
    expect(locationTest([1], { test: 'pairedT', at: 0, alternative: 'greater' })).toBeNull();
    expect(locationTest([1], { test: 'bootstrap', at: 0, alternative: 'greater' })).toBeNull();
    expect(pOf([1], 'signFlip')).toBe(1 / 2);
    expect(pOf([1], 'wilcoxon')).toBe(1 / 2);
    expect(pOf([-1], 'signFlip')).toBe(1);
    expect(pOf([-1], 'wilcoxon')).toBe(1);
  });

  it('refuses numbers that are not finite', () => {
    for (const test of TESTS) {
      expect(() => pOf([1, NaN, 2], test)).toThrow(
        new RangeError('differences are numbers within ±1e+150, not NaN'),
      );
      expect(() => pOf([1, 2], test, Infinity)).toThrow(RangeError);
    }
  });

  it('counts a single value resampled again and again as beyond all bounds', () => {
    // 19 zeros and a one, t = 1. A resample's ones are binomial, and from three on its t is at least 1.
    // None at all, which is t = −∞, has 0.36 of the chance.
    const differences = [1, ...Array.from({ length: 19 }, () => 0)];
    const upToTwo = 0.95 ** 20 + 20 * 0.05 * 0.95 ** 19 + 190 * 0.05 ** 2 * 0.95 ** 18;
    expect(Math.abs(pOf(differences, 'bootstrap') - (1 - upToTwo))).toBeLessThan(0.01);
    expect(Math.abs(pOf(differences, 'bootstrap', 0, 'less') - upToTwo)).toBeLessThan(0.01);
  });
});

const RUNS = { numRuns: 80, seed: 1 };

describe('for any differences', () => {
  const whole = fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 2, maxLength: 9 });
  const differences = fc.oneof(
    whole,
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 9 }),
  );
  const anyCase = fc.tuple(differences, fc.constantFrom(...TESTS), fc.integer({ min: -5, max: 5 }));

  it('p lies within 0 and 1, and the two sides are not both unlikely', () => {
    fc.assert(
      fc.property(anyCase, ([values, test, at]) => {
        const [greater, less] = [pOf(values, test, at), pOf(values, test, at, 'less')];
        for (const p of [greater, less]) {
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
        }
        expect(greater + less).toBeGreaterThanOrEqual(1 - 1e-12);
      }),
      RUNS,
    );
  });

  it('the other side is the same in a mirror', () => {
    fc.assert(
      fc.property(anyCase, ([values, test, at]) => {
        const mirrored = values.map((value) => -value);
        expect(pOf(mirrored, test, -at, 'less')).toBe(pOf(values, test, at));
      }),
      RUNS,
    );
  });

  it('moving all of them and the margin changes nothing, nor does another unit', () => {
    fc.assert(
      fc.property(
        whole,
        fc.constantFrom(...TESTS),
        fc.integer({ min: -50, max: 50 }),
        (values, test, by) => {
          const moved = values.map((value) => (value + by) / 1e4);
          expect(pOf(moved, test, by / 1e4)).toBeCloseTo(pOf(values, test), 10);
        },
      ),
      RUNS,
    );
  });

  it('order does not matter to the tests that draw nothing', () => {
    fc.assert(
      fc.property(
        differences,
        fc.constantFrom('pairedT', 'signFlip', 'wilcoxon'),
        (values, test) => {
          expect(pOf(values.toReversed(), test)).toBeCloseTo(pOf(values, test), 12);
        },
      ),
      RUNS,
    );
  });

  it('a margin that is harder to pass never gives a smaller p, but for dropped zeros', () => {
    const exact = fc.constantFrom<PairedTest>('pairedT', 'signFlip', 'bootstrap');
    fc.assert(
      fc.property(whole, exact, fc.integer({ min: -5, max: 5 }), (values, test, at) => {
        expect(pOf(values, test, at + 1)).toBeGreaterThanOrEqual(pOf(values, test, at) - 1e-12);
      }),
      RUNS,
    );
  });
});

test('wilcoxon keeps its digits with hundreds of differences', () => {
  const differences = Array.from({ length: 600 }, (_, i) => i + 1);
  const result = locationTest(differences, { test: 'wilcoxon', at: 0, alternative: 'greater' });
  expect(result?.p).toBe(2 ** -600);
});
