import { directionOf, metricOf, monitored } from '../study/metrics.ts';
import { standardAt } from '../study/hypotheses.ts';
import type { PlannedTrial } from '../study/plan.ts';
import type { TrialResult } from '../study/results.ts';
import { shapeOf } from '../study/shape-metrics.ts';
import type { CurvePath, HypothesisTerms, MetricPath } from '../study/spec.ts';
import { mean } from '../statistics/summary.ts';
import { epochsToReach } from '../statistics/shape.ts';
import { curveShape, curveValues } from './curve-shape.ts';

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
  planned: PlannedTrial,
  { metric, level }: Pick<HypothesisTerms, 'metric' | 'level'>,
): number | null {
  const { curve, measure: what } = shapeOf(metric)!;
  if (trial.status !== 'done') return null;
  if (what === 'epochsToReach') {
    return epochsToReach(curveValues(trial, curve), level!, directionOf(curve));
  }
  const shape = curveShape(trial, planned, curve);
  return what === 'reversals' ? (shape.reversals?.count ?? null) : (shape[what] ?? null);
}
