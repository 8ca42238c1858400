import type { Expectation } from './claim.ts';
import { EXACT_SIGNS_UP_TO, RESAMPLES, SIGN_DRAWS } from './draws.ts';
import type { PairedTest } from './location-test.ts';

/** With fewer, resamples say too little of what other seeds would have given: a spec of fewer is refused. */
export const BOOTSTRAP_SEEDS = 20;

/**
 * The smallest p that `n` differences can give for a claim, however large the effect: 2⁻ⁿ for the exact
 * tests and one over the number of draws for those that draw, twice that for `different`, and 0 for
 * Student's t. 1 where nothing can be said. `equivalent` is as one-sided as `greater` is. Differences
 * that are all equal, where the sign-flip test stands in, are left out of account.
 */
export function smallestP({
  test,
  expect,
  n,
}: {
  readonly test: PairedTest;
  readonly expect: Expectation;
  readonly n: number;
}): number {
  return Math.min(1, (expect === 'different' ? 2 : 1) * oneSided(test, n));
}

function oneSided(test: PairedTest, n: number): number {
  switch (test) {
    case 'pairedT':
      return n < 2 ? 1 : 0;
    case 'signFlip':
      return n <= EXACT_SIGNS_UP_TO ? 2 ** -n : 1 / (SIGN_DRAWS + 1);
    case 'wilcoxon':
      return 2 ** -n;
    case 'bootstrap':
      return n < BOOTSTRAP_SEEDS ? 1 : 1 / (RESAMPLES + 1);
  }
}
