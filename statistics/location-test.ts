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
  /** Where the null hypothesis ends, in the unit of the differences. */
  readonly at: number;
  readonly alternative: Alternative;
}

export interface LocationTestResult {
  /** One-sided, within [0, 1]. */
  readonly p: number;
  /** The test that gave p: `signFlip` instead of `pairedT` and `bootstrap` where all differences are equal. */
  readonly used: PairedTest;
  /** Differences equal to `at`, which Wilcoxon's test drops; with that test only. */
  readonly zeros?: number;
}

/**
 * Tests on which side of `at` the mean of paired differences lies. What differs by rounding alone,
 * 1e-11 of the largest of the data, counts as equal.
 *
 * @returns null where the test has no p: without differences, and for `pairedT` and `bootstrap` of one
 * @throws RangeError for a number that is not finite, or beyond ±1e150
 */
export function locationTest(
  differences: readonly number[],
  { test, at, alternative }: LocationTestOptions,
): LocationTestResult | null {
  const shifted = alternative === 'greater' ? shift(differences, at) : mirrored(differences, at);
  const n = differences.length;
  if (n === 0) return null;
  switch (test) {
    case 'signFlip':
      return { p: signFlip(shifted), used: test };
    case 'wilcoxon':
      return { ...wilcoxon(shifted), used: test };
    case 'pairedT':
    case 'bootstrap':
      if (n === 1) return null;
      if (isConstant(shifted)) return { p: signFlip(shifted), used: 'signFlip' };
      return { p: test === 'pairedT' ? pairedT(shifted.values) : bootstrapT(shifted), used: test };
  }
}

/** Less than `at` is greater than −at, seen in a mirror. */
function mirrored(differences: readonly number[], at: number): Shifted {
  return shift(
    differences.map((difference) => -difference),
    -at,
  );
}
