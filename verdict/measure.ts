import { directionOf, metricOf, monitored } from '../study/metrics.ts';
import { standardAt } from '../study/hypotheses.ts';
import type { PlannedTrial } from '../study/plan.ts';
import type { TrialResult } from '../study/results.ts';
import { shapeOf } from '../study/shape-metrics.ts';
import type { CurvePath, HypothesisTerms, MetricPath } from '../study/spec.ts';
import { mean } from '../statistics/summary.ts';
import {
  epochsToReach,
  logitRoughness,
  reversals,
  roughness,
  wrongWayShare,
} from '../statistics/shape.ts';

/** What a hypothesis compares, of one trial; null where the trial has no such number. */
export function measure(
  trial: TrialResult,
  planned: PlannedTrial,
  hypothesis: Pick<HypothesisTerms, 'metric' | 'at' | 'level'>,
): number | null {
  const { metric } = hypothesis;
  // What a trial had before it broke down is not what its settings lead to.
  if (trial.status === 'diverged' || trial.status === 'failed') return null;
  const value = metric.startsWith('test.')
    ? (trial.test?.[metricOf(metric as MetricPath)] ?? null)
    : shapeOf(metric) === null
      ? inEpochs(trial, metric as CurvePath, hypothesis.at)
      : ofShape(trial, planned, hypothesis);
  return value !== null && Number.isFinite(value) ? value : null;
}

function inEpochs(
  trial: TrialResult,
  metric: CurvePath,
  at: HypothesisTerms['at'] = standardAt(metric),
): number | null {
  const { epochs } = trial;
  const valueIn = (epoch: number | undefined): number | null => {
    const found = epochs.find((each) => each.epoch === epoch);
    return found === undefined ? null : monitored(found, metric);
  };
  if (typeof at === 'object' && 'epoch' in at) return valueIn(at.epoch);
  // Which epoch is the last or the best is known at the trial's end.
  if (trial.status !== 'done') return null;
  if (at === 'best') return valueIn(trial.best?.epoch);
  if (at === 'last') return valueIn(epochs.at(-1)?.epoch);
  const last = epochs.slice(-at.meanLast);
  return last.length < at.meanLast ? null : mean(last.map((each) => monitored(each, metric)));
}

function ofShape(
  trial: TrialResult,
  { data }: PlannedTrial,
  { metric, level }: Pick<HypothesisTerms, 'metric' | 'level'>,
): number | null {
  const { curve, measure: what } = shapeOf(metric)!;
  if (trial.status !== 'done') return null;
  const values = trial.epochs.map((epoch) => monitored(epoch, curve));
  const direction = directionOf(curve);
  switch (what) {
    case 'reversals':
      return reversals(values, direction)?.count ?? null;
    case 'wrongWayShare':
      return wrongWayShare(values, direction);
    case 'roughness':
      return roughness(values);
    case 'logitRoughness':
      return logitRoughness(
        values,
        data.split[curve.startsWith('train.') ? 'train' : 'validation'],
      );
    case 'epochsToReach':
      return epochsToReach(values, level!, direction);
  }
}
