import { testClaim } from '../../statistics/claim.ts';
import type { PairedTest } from '../../statistics/location-test.ts';
import { smallestP } from '../../statistics/smallest-p.ts';

const TESTS: readonly PairedTest[] = ['pairedT', 'signFlip', 'wilcoxon', 'bootstrap'];

describe('smallestP', () => {
  it('is one in all choices of signs, and twice that on two sides', () => {
    for (const test of ['signFlip', 'wilcoxon'] as const) {
      expect(smallestP({ test, expect: 'greater', n: 5 })).toBe(1 / 32);
      expect(smallestP({ test, expect: 'less', n: 5 })).toBe(1 / 32);
      expect(smallestP({ test, expect: 'equivalent', n: 5 })).toBe(1 / 32);
      expect(smallestP({ test, expect: 'different', n: 5 })).toBe(1 / 16);
      expect(smallestP({ test, expect: 'different', n: 1 })).toBe(1);
      expect(smallestP({ test, expect: 'greater', n: 0 })).toBe(1);
    }
  });

  it('is one in all draws where signs are drawn or values resampled', () => {
    expect(smallestP({ test: 'signFlip', expect: 'greater', n: 21 })).toBe(1 / 100_000);
    expect(smallestP({ test: 'wilcoxon', expect: 'greater', n: 21 })).toBe(2 ** -21);
    expect(smallestP({ test: 'bootstrap', expect: 'greater', n: 20 })).toBe(1 / 10_000);
    expect(smallestP({ test: 'bootstrap', expect: 'different', n: 20 })).toBe(2 / 10_000);
    expect(smallestP({ test: 'bootstrap', expect: 'greater', n: 19 })).toBe(1);
  });

  it("has no bound for Student's t of two or more", () => {
    expect(smallestP({ test: 'pairedT', expect: 'different', n: 2 })).toBe(0);
    expect(smallestP({ test: 'pairedT', expect: 'different', n: 1 })).toBe(1);
  });

  it('is what a huge effect gives, and never more', () => {
    for (const test of TESTS) {
      for (const expected of ['greater', 'different', 'equivalent'] as const) {
        // Of 21 signs one draw in two million is of one sign, as the fixed stream has it: 40 have none.
        // The bootstrap is for 20 seeds and more: fewer give it a p all the same.
        for (const n of test === 'bootstrap' ? [0, 1, 20, 40] : [0, 1, 2, 3, 6, 20, 40]) {
          const differences = Array.from({ length: n }, (_, i) => 1000 + Math.sin(i));
          const minEffect = expected === 'equivalent' ? 1e6 : 1;
          const { supported } = testClaim(differences, { test, expect: expected, minEffect });
          const bound = smallestP({ test, expect: expected, n });
          expect(supported ?? 1).toBeGreaterThanOrEqual(bound);
          if (test !== 'pairedT') expect(supported ?? 1).toBeCloseTo(bound, 15);
        }
      }
    }
  });
});
