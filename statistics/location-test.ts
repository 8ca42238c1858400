import { bootstrapT } from './bootstrap.ts';
import { pairedT } from './paired-t.ts';
import { isConstant, shift } from './shifted.ts';
import type { Shifted } from './shifted.ts';
import { signFlip } from './sign-flip.ts';
import { wilcoxon } from './wilcoxon.ts';

/** A test of where paired differences d lie; the unit is the seed. */
export type PairedTest = 'pairedT' | 'signFlip' | 'wilcoxon' | 'bootstrap';

/** What is held against the null hypothesis: `greater` rejects E d ≤ at, `less` rejects E d ≥ at. */
export type Alternative = 'greater' | 'less';

export interface LocationTestOptions {
  readonly test: PairedTest;
  /** Where the null hypotheses end, in the unit of the differences. */
  readonly at: number;
}

export interface LocationTestResult {
  /** One-sided, within [0, 1]. */
  readonly p: number;
  /** The test that gave p: `signFlip` instead of `pairedT` and `bootstrap` where all differences are equal. */
  readonly used: PairedTest;
  /** Differences equal to `at`, which Wilcoxon's test drops; with that test only. */
  readonly zeros?: number;
}

/** Both one-sided tests at one point; null where the test has no p. */
export type BothSides = Readonly<Record<Alternative, LocationTestResult | null>>;

/**
 * Tests on which side of `at` the mean of paired differences lies, either way round. What differs by
 * rounding alone, 1e-11 of the largest of the data, counts as equal.
 *
 * @returns null where the test has no p: without differences, and for `pairedT` and `bootstrap` of one
 * @throws RangeError for a number that is not finite, or beyond ±1e150
 */
export function bothSides(
  differences: readonly number[],
  { test, at }: LocationTestOptions,
): BothSides {
  const above = shift(differences, at);
  // Less than `at` is greater than −at, seen in a mirror.
  const below = shift(
    differences.map((difference) => -difference),
    -at,
  );
  const each = (of: (shifted: Shifted) => LocationTestResult): BothSides => ({
    greater: of(above),
    less: of(below),
  });
  const n = differences.length;
  if (n === 0) return { greater: null, less: null };
  switch (test) {
    case 'signFlip':
      return each((shifted) => ({ p: signFlip(shifted), used: test }));
    case 'wilcoxon':
      return each((shifted) => ({ ...wilcoxon(shifted), used: test }));
    case 'pairedT':
    case 'bootstrap': {
      if (n === 1) return { greater: null, less: null };
      if (isConstant(above)) return each((shifted) => ({ p: signFlip(shifted), used: 'signFlip' }));
      if (test === 'pairedT') return each(({ values }) => ({ p: pairedT(values), used: test }));
      const { greater, less } = bootstrapT(above);
      return { greater: { p: greater, used: test }, less: { p: less, used: test } };
    }
  }
}
