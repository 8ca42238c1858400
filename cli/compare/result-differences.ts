import { ownMetric } from '../../report/measured.ts';
import { mean } from '../../statistics/summary.ts';
import { canonicalJson } from '../../study/canonical.ts';
import type { Plan } from '../../study/plan.ts';
import type { Results, TrialResult } from '../../study/results.ts';
import type { MetricName, Variant } from '../../study/spec.ts';
import { bySeed, meanOverFolds } from '../../verdict/by-seed.ts';
import { inBoth } from './in-both.ts';

/** What two runs measured of a variant on the test set. */
export interface ResultDifference {
  readonly variant: Variant;
  readonly metric: `test.${MetricName}`;
  /** Means over `seeds`; null where there are none. */
  readonly a: number | null;
  readonly b: number | null;
  /** b − a. */
  readonly difference: number | null;
  /** The seeds of which both have the number, with each one's: a mean over its folds. */
  readonly seeds: readonly { readonly seed: number; readonly a: number; readonly b: number }[];
}

interface Side {
  readonly results: Results;
  readonly plan: Plan;
}

/**
 * The test of each variant that two runs have, side by side: metric by metric, a run's own one first
 * and the loss last.
 */
export function resultDifferences(a: Side, b: Side): readonly ResultDifference[] {
  const metrics = [...new Set([ownMetric(a.plan), ownMetric(b.plan), 'loss'] as const)];
  const { both } = inBoth(variantsIn(a), variantsIn(b), canonicalJson);
  return metrics.flatMap((metric) => both.map(([variant]) => compare(variant, metric, a, b)));
}

function compare(variant: Variant, metric: MetricName, a: Side, b: Side): ResultDifference {
  const measured = ({ results }: Side): readonly (readonly [number, number])[] => {
    const own = results.trials.filter((trial) => isOf(trial, variant));
    return bySeed(own).flatMap((folds) => {
      const value = meanOverFolds(folds.map(({ test }) => test?.[metric] ?? null));
      return value === null ? [] : [[folds[0].seed, value] as const];
    });
  };
  const { both } = inBoth(measured(a), measured(b), ([seed]) => String(seed));
  const seeds = both.map(([[seed, ofA], [, ofB]]) => ({ seed, a: ofA, b: ofB }));
  if (seeds.length === 0) {
    return { variant, metric: `test.${metric}`, a: null, b: null, difference: null, seeds };
  }
  const [meanOfA, meanOfB] = [mean(seeds.map((each) => each.a)), mean(seeds.map((each) => each.b))];
  return {
    ...{ variant, metric: `test.${metric}`, a: meanOfA, b: meanOfB },
    difference: meanOfB - meanOfA,
    seeds,
  };
}

function variantsIn({ results }: Side): readonly Variant[] {
  const variants = results.trials.map(({ variant }) => [canonicalJson(variant), variant] as const);
  return [...new Map(variants).values()];
}

function isOf(trial: TrialResult, variant: Variant): boolean {
  return canonicalJson(trial.variant) === canonicalJson(variant);
}
