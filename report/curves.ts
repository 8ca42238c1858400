import type { Results, TrialResult } from '../study/results.ts';
import type { MetricName } from '../study/spec.ts';
import { variantLabel } from '../study/labels.ts';

/** One epoch of one curve, as the charts' data hold it. */
export interface CurvePoint {
  /** Position in the results. */
  readonly trial: number;
  /** Which curve: trial and split. */
  readonly line: string;
  readonly variant: string;
  readonly seed: number;
  readonly split: 'training' | 'validation';
  readonly epoch: number;
  readonly value: number;
}

const LONGEST_LABEL = 24;
const NEARLY = 0.75;

/** Every finite value of every curve: trials in order, epochs in order, training first. */
export function curvePoints(results: Results, metric: MetricName): CurvePoint[] {
  return results.trials.flatMap((trial, index) =>
    (['training', 'validation'] as const).flatMap((split) =>
      trial.epochs
        .map((epoch) => ({
          trial: index,
          line: `${index} ${split}`,
          variant: chartLabel(trial),
          seed: trial.seed,
          split,
          epoch: epoch.epoch,
          value: epoch[split === 'training' ? 'train' : split][metric] ?? NaN,
        }))
        .filter(({ value }) => Number.isFinite(value)),
    ),
  );
}

/** The validation point of each trial's best epoch. */
export function bestPoints(results: Results, metric: MetricName): CurvePoint[] {
  return curvePoints(results, metric).filter(
    ({ trial, split, epoch }) =>
      split === 'validation' && results.trials[trial]?.best?.epoch === epoch,
  );
}

/**
 * Where each variant's curves end; of several seeds the mean of their last values. Curves that end
 * nearly at the same epoch end in one column, so that their names stand below each other.
 */
export function endPoints(points: readonly CurvePoint[]): CurvePoint[] {
  const lasts = new Map(points.map((point) => [point.line, point]));
  const groups = new Map<string, CurvePoint[]>();
  for (const point of lasts.values()) {
    const name = `${point.split} ${point.variant}`;
    groups.set(name, [...(groups.get(name) ?? []), point]);
  }
  const last = lastEpoch(points);
  return [...groups.values()].map((group) => ({
    ...(group[0] as CurvePoint),
    epoch: lastEpoch(group) > last * NEARLY ? last : lastEpoch(group),
    value: group.reduce((sum, { value }) => sum + value, 0) / group.length,
  }));
}

/** 0 while there is no epoch. */
export function lastEpoch(points: readonly CurvePoint[]): number {
  return points.reduce((last, { epoch }) => Math.max(last, epoch), 0);
}

/** The variants' names in the charts, in the order of the results. */
export function variantLabels(results: Results): string[] {
  return [...new Set(results.trials.map((trial) => chartLabel(trial)))];
}

/** Short, and free of what XML can't hold. */
function chartLabel(trial: TrialResult): string {
  const label = variantLabel(trial.variant).replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
  const letters = [...label];
  return letters.length <= LONGEST_LABEL
    ? label
    : `${letters.slice(0, LONGEST_LABEL - 1).join('')}…`;
}
