import type { PairedTest } from '../statistics/location-test.ts';
import type { Hypothesis } from '../study/spec.ts';
import type { SeedDifference } from './differences.ts';
import type { TestSetUncertainty } from './test-set.ts';

export type VerdictWord = 'supported' | 'refuted' | 'undecided';

/** A bound from below and one from above, in the unit of what is compared. */
export type Bounds = readonly [low: number, high: number];

/** What can be said of a difference: numbers unrounded, null where there is none. */
export interface Effect {
  /** Seeds that have both sides. */
  readonly n: number;
  /** Mean over the seeds of treatment − baseline. */
  readonly effect: number | null;
  /** Of the mean, with confidence 1 − alpha; Student's t, or of a bootstrap. */
  readonly interval: Bounds | null;
  /** That the claim is wrong and data like these come about all the same; of this hypothesis alone. */
  readonly p: number | null;
}

/** A hypothesis with what became of it. */
export interface Verdict extends Effect {
  readonly claim: string;
  readonly metric: Hypothesis['metric'];
  /** `p` with Holm's correction for all of the study's hypotheses. */
  readonly pHolm: number | null;
  readonly verdict: VerdictWord;
  /** In sentences, for people. */
  readonly reason: string;
  /** Whether the question was asked, or changed, when results could be seen already. */
  readonly exploratory: boolean;
  readonly hypothesis: Hypothesis;
  /** The level of significance of all hypotheses together. */
  readonly alpha: number;
  /** The test that gave p: another than was asked for where all differences are equal. */
  readonly test: PairedTest;
  /** The effect in standard deviations of the difference, d_z with Hedges' correction. */
  readonly standardised: number | null;
  /** That the claim holds and data like these come about all the same, with Holm's correction. */
  readonly pRefuted: number | null;
  /** Compared trials that lack the number, and for which no other stands in. */
  readonly missing: number;
  readonly seeds: readonly SeedDifference[];
  /** Where some seeds had been computed before the question was registered; `p` is not corrected. */
  readonly reused?: { readonly seeds: readonly number[]; readonly without: Effect };
  /** What another draw of the test set could make of the effect; null where it can't be told. */
  readonly testSet: TestSetUncertainty | null;
  /** Over what the verdict holds. */
  readonly scope: string;
  /** Which of the compared trials failed, diverged or crossed to other arithmetic. */
  readonly notes: readonly string[];
}
