import { standardDeviation, tInterval, mean } from '../statistics/summary.ts';
import { DEFAULTS } from '../study/defaults.ts';
import { metricNames } from '../study/metrics.ts';
import type { Plan } from '../study/plan.ts';
import type { Results } from '../study/results.ts';
import type { MetricName, Variant } from '../study/spec.ts';
import { seedValues } from './by-seed.ts';
import type { Bounds } from './verdict.ts';

/** What a variant's tests came to over its seeds. */
export interface VariantSummary {
  readonly variant: Variant;
  readonly metric: `test.${MetricName}`;
  /** Each seed's value: the mean over its folds. */
  readonly seeds: readonly { readonly seed: number; readonly value: number }[];
  readonly mean: number;
  /** Of the seeds, with n − 1; null for one. */
  readonly standardDeviation: number | null;
  /** Of the mean, Student's t with confidence 1 − alpha; null for one seed. */
  readonly interval: Bounds | null;
  /** The study's level of significance. */
  readonly alpha: number;
}

/** Each tested metric of each variant, variants in the study's order; without those that have no test. */
export function summariesOf(
  { trials }: Results,
  { alpha = DEFAULTS.alpha }: Plan,
): readonly VariantSummary[] {
  const tests = trials.flatMap(({ test }) => test ?? [])[0];
  if (tests === undefined) return [];
  const variants = [...new Map(trials.map(({ variant }) => [JSON.stringify(variant), variant]))];
  return variants.flatMap(([id, variant]) => {
    const own = trials.filter((trial) => JSON.stringify(trial.variant) === id);
    return metricNames(tests).flatMap((name): VariantSummary[] => {
      const seeds = seedValues(own, ({ test }) => test?.[name]);
      if (seeds.length === 0) return [];
      const values = seeds.map(({ value }) => value);
      const interval = tInterval(values, 1 - alpha);
      return [
        {
          ...{ variant, metric: `test.${name}`, seeds, mean: mean(values) },
          standardDeviation: standardDeviation(values),
          ...{ interval: interval && ([interval.low, interval.high] as const), alpha },
        },
      ];
    });
  });
}
