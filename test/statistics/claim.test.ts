import { testClaim } from '../../statistics/claim.ts';
import type { Expectation } from '../../statistics/claim.ts';
import type { PairedTest } from '../../statistics/location-test.ts';
import { expectClose, reference } from './reference.ts';
import { locationTest } from './one-sided.ts';

const TESTS: readonly PairedTest[] = ['pairedT', 'signFlip', 'wilcoxon', 'bootstrap'];

describe('testClaim', () => {
  it("has SciPy's p-values of Student's t: one-sided, two-sided, and of two one-sided tests", () => {
    let compared = 0;
    for (const { differences, claims = [] } of reference.cases) {
      for (const { minEffect, expect: expected } of claims) {
        for (const [name, [supported, refuted]] of Object.entries(expected)) {
          const found = testClaim(differences, {
            test: 'pairedT',
            expect: name as Expectation,
            minEffect,
          });
          expectClose(found.supported, supported, 1e-9);
          if (refuted === null) expect(found.refuted).toBeNull();
          else expectClose(found.refuted, refuted, 1e-9);
          compared += 1;
        }
      }
    }
    expect(compared).toBe(12 * (3 + 4 + 4));
  });

  // 0.02 to 0.07: above a margin of 0.01, and below one of 0.1.
  const six = [0.02, 0.03, 0.04, 0.05, 0.06, 0.07];

  it.each<[Expectation, number, number, number | null]>([
    ['greater', 0.01, 1 / 64, 1],
    ['greater', 0.1, 1, 1 / 64],
    ['less', 0.01, 1, 1 / 64],
    ['different', 0, 2 / 64, null],
    ['different', 0.01, 2 / 64, 1],
    ['different', 0.1, 1, 1 / 64],
    ['equivalent', 0.1, 1 / 64, 1],
    ['equivalent', 0.01, 1, 2 / 64],
  ])(
    '%s by %d: signs alone give %d for it and %d against',
    (name, minEffect, supported, refuted) => {
      for (const test of ['signFlip', 'wilcoxon'] as const) {
        expect(testClaim(six, { test, expect: name, minEffect })).toMatchObject({
          supported,
          refuted,
        });
      }
    },
  );

  it('says less of differences what greater says of their mirror image', () => {
    const mirrored = six.map((difference) => -difference);
    for (const test of TESTS) {
      expect(testClaim(mirrored, { test, expect: 'less', minEffect: 0.03 })).toEqual(
        testClaim(six, { test, expect: 'greater', minEffect: 0.03 }),
      );
    }
  });

  it('asks for a mean within both margins where two one-sided tests are made', () => {
    for (const test of TESTS) {
      const p = (at: number, alternative: 'greater' | 'less') =>
        locationTest(six, { test, at, alternative })!.p;
      const inside = Math.max(p(-0.06, 'greater'), p(0.06, 'less'));
      const outside = Math.min(1, 2 * Math.min(p(0.06, 'greater'), p(-0.06, 'less')));
      expect(testClaim(six, { test, expect: 'equivalent', minEffect: 0.06 })).toMatchObject({
        supported: inside,
        refuted: outside,
      });
      expect(testClaim(six, { test, expect: 'different', minEffect: 0.06 })).toMatchObject({
        supported: outside,
        refuted: inside,
      });
    }
  });

  it('says which test was used and how many zeros were dropped', () => {
    const constant = [0.9812 - 0.9211, 0.9713 - 0.9112, 0.9601 - 0.9];
    expect(testClaim(constant, { test: 'pairedT', expect: 'greater', minEffect: 0 })).toEqual({
      supported: 1 / 8,
      refuted: 1,
      used: 'signFlip',
    });
    expect(
      testClaim([-2, 0, 1, 2], { test: 'wilcoxon', expect: 'greater', minEffect: 1 }).zeros,
    ).toBe(1);
    expect(
      testClaim([-1, 1, 1, 2], { test: 'wilcoxon', expect: 'equivalent', minEffect: 1 }).zeros,
    ).toBe(2);
    expect(
      testClaim([0, 0, 1, 2], { test: 'wilcoxon', expect: 'different', minEffect: 0 }).zeros,
    ).toBe(2);
  });

  it('has no p for too few differences', () => {
    for (const expected of ['greater', 'less', 'different', 'equivalent'] as const) {
      for (const test of TESTS) {
        const nothing = { supported: null, refuted: null, used: test };
        expect(testClaim([], { test, expect: expected, minEffect: 1 })).toEqual(nothing);
        if (test === 'signFlip' || test === 'wilcoxon') continue;
        expect(testClaim([2], { test, expect: expected, minEffect: 1 })).toEqual(nothing);
      }
    }
  });

  it('refuses a margin below zero, and equivalence without one', () => {
    const ask = (name: Expectation, minEffect: number) => () =>
      testClaim([1, 2], { test: 'pairedT', expect: name, minEffect });
    expect(ask('greater', -0.1)).toThrow(new RangeError('minEffect is at least 0, not -0.1'));
    expect(ask('less', NaN)).toThrow(RangeError);
    expect(ask('equivalent', 0)).toThrow(RangeError);
  });
});
