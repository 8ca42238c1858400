import { bothSides } from './location-test.ts';
import type { BothSides, LocationTestResult, PairedTest } from './location-test.ts';

/** What a claim says of the mean E d of differences, with δ ≥ 0 the smallest effect that matters. */
export type Expectation = 'greater' | 'less' | 'different' | 'equivalent';

export interface ClaimOptions {
  readonly test: PairedTest;
  readonly expect: Expectation;
  /** δ, in the unit of the differences. */
  readonly minEffect: number;
}

/** p-values of a claim's two null hypotheses: that it is wrong, and that it is right. */
export interface ClaimTest {
  /** Small when the data speak for the claim; null where the test has no p. */
  readonly supported: number | null;
  /** Small when the data speak against it; null where no p can: `different` with δ = 0, too few differences. */
  readonly refuted: number | null;
  /** The test that gave the p-values: `signFlip` instead of others where all differences are equal. */
  readonly used: PairedTest;
  /** Differences equal to the margin, which Wilcoxon's test drops (of two margins, the more); with that test only. */
  readonly zeros?: number;
}

/**
 * Tests a claim about paired differences and its opposite. None of the p-values is corrected for the
 * number of claims.
 *
 * | expect       | supported rejects | refuted rejects          |
 * | ------------ | ----------------- | ------------------------ |
 * | `greater`    | E d ≤ δ           | E d ≥ δ                  |
 * | `less`       | E d ≥ −δ          | E d ≤ −δ                 |
 * | `different`  | \|E d\| ≤ δ       | \|E d\| ≥ δ, where δ > 0 |
 * | `equivalent` | \|E d\| ≥ δ       | \|E d\| ≤ δ              |
 *
 * |E d| ≥ δ is rejected by two one-sided tests (Schuirmann, 1987), |E d| ≤ δ by the smaller of two
 * one-sided p-values, doubled.
 *
 * @throws RangeError for a δ that is negative or not finite, and for `equivalent` with δ = 0
 */
export function testClaim(
  differences: readonly number[],
  { test, expect, minEffect }: ClaimOptions,
): ClaimTest {
  if (!(minEffect >= 0)) throw new RangeError(`minEffect is at least 0, not ${minEffect}`);
  if (expect === 'equivalent' && minEffect === 0) {
    throw new RangeError('equivalent needs a minEffect above 0: no two results are exactly equal');
  }
  const at = (end: number): BothSides => bothSides(differences, { test, at: end });
  switch (expect) {
    case 'greater': {
      const { greater, less } = at(minEffect);
      return answer(test, greater, less);
    }
    case 'less': {
      const { greater, less } = at(-minEffect);
      return answer(test, less, greater);
    }
    case 'different':
    case 'equivalent': {
      const upper = at(minEffect);
      const lower = minEffect > 0 ? at(-minEffect) : upper;
      const beyond = either(upper.greater, lower.less);
      const within = both(lower.greater, upper.less);
      if (expect === 'equivalent') return answer(test, within, beyond);
      return answer(test, beyond, minEffect > 0 ? within : null);
    }
  }
}

/** One of two is enough, and either may be it: the smaller p, doubled. */
function either(a: LocationTestResult | null, b: LocationTestResult | null) {
  return combined(a, b, (p, q) => Math.min(1, 2 * Math.min(p, q)));
}

/** Two one-sided tests that must both reject: the larger p. */
function both(a: LocationTestResult | null, b: LocationTestResult | null) {
  return combined(a, b, (p, q) => Math.max(p, q));
}

function combined(
  a: LocationTestResult | null,
  b: LocationTestResult | null,
  combine: (p: number, q: number) => number,
): LocationTestResult | null {
  if (a === null || b === null) return null;
  const p = combine(a.p, b.p);
  if (a.zeros === undefined || b.zeros === undefined) return { p, used: a.used };
  return { p, used: a.used, zeros: Math.max(a.zeros, b.zeros) };
}

function answer(
  test: PairedTest,
  supported: LocationTestResult | null,
  refuted: LocationTestResult | null,
): ClaimTest {
  const { used = test, zeros } = supported ?? {};
  return {
    supported: supported?.p ?? null,
    refuted: refuted?.p ?? null,
    used,
    ...(zeros !== undefined && { zeros }),
  };
}
