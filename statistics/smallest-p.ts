import type { Expectation } from './claim.ts';
import { EXACT_SIGNS_UP_TO, RESAMPLES, SIGN_DRAWS } from './draws.ts';
import type { PairedTest } from './location-test.ts';

/** With fewer, resamples say too little of what other seeds would have given. */
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

/**
 * The fewest seeds with which a claim can be decided at all: whose smallest p, times the number of
 * hypotheses (Holm's correction for the first), is at most alpha.
 *
 * @returns null where no number of seeds is enough, because a test that draws signs or resamples has no
 *   smaller p
 */
export function seedsNeeded({
  test,
  expect,
  alpha,
  hypotheses,
}: {
  readonly test: PairedTest;
  readonly expect: Expectation;
  /** Within (0, 1). */
  readonly alpha: number;
  /** How many claims the study tests, at least 1. */
  readonly hypotheses: number;
}): number | null {
  for (let n = fewest(test); n <= most(test); n += 1) {
    if (smallestP({ test, expect, n }) * hypotheses <= alpha) return n;
  }
  return null;
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
      return n < 2 ? 1 : 1 / (RESAMPLES + 1);
  }
}

function fewest(test: PairedTest): number {
  return test === 'bootstrap' ? BOOTSTRAP_SEEDS : 1;
}

/** From here on more differences give no smaller p; 2⁻¹⁰⁷⁵ is 0. */
function most(test: PairedTest): number {
  switch (test) {
    case 'pairedT':
      return 2;
    case 'signFlip':
      return EXACT_SIGNS_UP_TO + 1;
    case 'wilcoxon':
      return 1075;
    case 'bootstrap':
      return BOOTSTRAP_SEEDS;
  }
}
