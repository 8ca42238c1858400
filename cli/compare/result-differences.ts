import { ownMetric } from '../../report/measured.ts';
import { mean } from '../../statistics/summary.ts';
import { canonicalJson } from '../../study/canonical.ts';
import type { Plan } from '../../study/plan.ts';
import type { Results } from '../../study/results.ts';
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
  return metrics.flatMap((metric) => {
    const { both } = inBoth(measuredIn(a, metric), measuredIn(b, metric), ({ id }) => id);
    return both.map((pair) => compare(pair, metric));
  });
}

/** A variant's numbers, one a seed that has one. */
interface Measured {
  readonly id: string;
  readonly variant: Variant;
  readonly seeds: { readonly seed: number; readonly value: number }[];
}

function measuredIn({ results }: Side, metric: MetricName): readonly Measured[] {
  const variants = new Map<string, Measured>();
  for (const folds of bySeed(results.trials)) {
    const [{ variant, seed }] = folds;
    const id = canonicalJson(variant);
    const found = variants.get(id) ?? { id, variant, seeds: [] };
    variants.set(id, found);
    const value = meanOverFolds(folds.map(({ test }) => test?.[metric] ?? null));
    if (value !== null) found.seeds.push({ seed, value });
  }
  return [...variants.values()];
}

function compare([a, b]: readonly [Measured, Measured], metric: MetricName): ResultDifference {
  const { both } = inBoth(a.seeds, b.seeds, ({ seed }) => String(seed));
  const seeds = both.map(([x, y]) => ({ seed: x.seed, a: x.value, b: y.value }));
  const told = { variant: a.variant, metric: `test.${metric}` } as const;
  if (seeds.length === 0) return { ...told, a: null, b: null, difference: null, seeds };
  const [ofA, ofB] = [mean(seeds.map((each) => each.a)), mean(seeds.map((each) => each.b))];
  return { ...told, a: ofA, b: ofB, difference: ofB - ofA, seeds };
}
