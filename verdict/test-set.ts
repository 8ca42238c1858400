import { tInterval, standardDeviation } from '../statistics/summary.ts';
import type { Plan } from '../study/plan.ts';
import { metricOf } from '../study/metrics.ts';
import type { Hypothesis, MetricName, MetricPath } from '../study/spec.ts';
import { comparedPairs } from './differences.ts';
import type { SeedDifference } from './differences.ts';
import type { Bounds } from './verdict.ts';

/** A trial's test sample by sample: its contribution to each metric that is a mean over samples. */
export type TestScores = Readonly<Partial<Record<MetricName, ArrayLike<number>>>>;

/** How far the effect would move with other test samples of the same kind, the models as they are. */
export interface TestSetUncertainty {
  readonly samples: number;
  /** Of the effect, in the metric's unit. */
  readonly standardError: number;
  /** Of the effect, with the verdict's confidence. */
  readonly interval: Bounds;
}

/**
 * What the choice of test samples adds: each sample's difference between treatment and baseline,
 * averaged over the seeds, is one observation.
 *
 * @returns null for a metric that is no mean over samples, and where a trial's scores are not there
 */
export function testSetUncertainty(
  hypothesis: Hypothesis,
  observed: readonly SeedDifference[],
  {
    plan,
    scores,
    alpha,
  }: {
    readonly plan: Plan;
    readonly scores: ReadonlyMap<number, TestScores>;
    readonly alpha: number;
  },
): TestSetUncertainty | null {
  if (!hypothesis.metric.startsWith('test.') || observed.length === 0) return null;
  const metric = metricOf(hypothesis.metric as MetricPath);
  const seeds = new Set(observed.map(({ seed }) => seed));
  const sum: number[] = [];
  let pairs = 0;
  for (const { treatment, baseline } of comparedPairs(hypothesis, plan)) {
    if (!seeds.has(plan.trials[treatment]!.seed)) continue;
    const [of, than] = [scores.get(treatment)?.[metric], scores.get(baseline)?.[metric]];
    if (of === undefined || than === undefined || of.length !== than.length) return null;
    for (let i = 0; i < of.length; i++) sum[i] = (sum[i] ?? 0) + of[i]! - than[i]!;
    pairs += 1;
  }
  if (pairs === 0) return null;
  const differences = sum.map((total) => total / pairs);
  const interval = tInterval(differences, 1 - alpha);
  const deviation = standardDeviation(differences);
  if (interval === null || deviation === null) return null;
  return {
    samples: differences.length,
    standardError: deviation / Math.sqrt(differences.length),
    interval: [interval.low, interval.high],
  };
}
