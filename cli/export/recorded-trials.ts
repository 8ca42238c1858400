import { metricNames } from '../../study/metrics.ts';
import { namesIn, trialId } from '../../study/labels.ts';
import type { PlannedTrial } from '../../study/plan.ts';
import type { Metrics, TrialResult } from '../../study/results.ts';
import type { MetricName } from '../../study/spec.ts';
import type { CollectedResults } from '../../store/results.ts';
import type { TrialTimes } from '../../store/trial-times.ts';

/** One number of a trial's table. */
export interface Scalar {
  readonly split: 'train' | 'validation' | 'test';
  readonly metric: MetricName;
  /** The test's is the best epoch, whose state was tested. */
  readonly epoch: number;
  readonly value: number;
  /** When it was computed, in milliseconds since 1970; 0 where no log says so. */
  readonly timeMs: number;
}

/** A trial as trackers of experiments record one. */
export interface RecordedTrial {
  /** `activation=relu,seed=0`: a name for files, too. */
  readonly id: string;
  readonly trial: TrialResult;
  readonly planned: PlannedTrial;
  readonly scalars: readonly Scalar[];
  /** Milliseconds since 1970; 0 where no log says so. */
  readonly beganMs: number;
  readonly endedMs: number;
}

/** Every trial that has begun, with its numbers in the order of the epochs. */
export function recordedTrials(
  { results, plan }: CollectedResults,
  times: readonly TrialTimes[],
): readonly RecordedTrial[] {
  const ids = idsOf(plan.trials);
  return plan.trials.flatMap((planned, i): RecordedTrial[] => {
    const trial = results.trials[planned.index];
    const time = times[planned.index];
    if (trial === undefined || time === undefined || trial.epochs.length === 0) return [];
    const [beganMs, endedMs] = [time.began ?? 0, time.ended ?? 0];
    return [{ id: ids[i]!, trial, planned, scalars: scalarsOf(trial, time), beganMs, endedMs }];
  });
}

/** Names of their own for all trials, begun or not: one keeps its name when others begin. */
function idsOf(trials: readonly PlannedTrial[]): readonly string[] {
  const names = namesIn(trials);
  const taken = new Set<string>();
  return trials.map((planned) => {
    const plain = fileName(trialId(planned, names));
    const id = taken.has(plain) ? `${plain}-${planned.index}` : plain;
    taken.add(id);
    return id;
  });
}

function scalarsOf(trial: TrialResult, times: TrialTimes): readonly Scalar[] {
  const of = (
    split: Scalar['split'],
    epoch: number,
    metrics: Metrics,
    timeMs: number,
  ): readonly Scalar[] =>
    metricNames(metrics).map((metric) => ({
      split,
      metric,
      epoch,
      value: metrics[metric]!,
      timeMs,
    }));
  const scalars = trial.epochs.flatMap(({ epoch, train, validation }) => {
    const timeMs = times.epochs.get(epoch) ?? 0;
    return [...of('train', epoch, train, timeMs), ...of('validation', epoch, validation, timeMs)];
  });
  const { test, best } = trial;
  return test && best ? [...scalars, ...of('test', best.epoch, test, times.tested ?? 0)] : scalars;
}

/** What any file system takes as one name. */
function fileName(text: string): string {
  return text.replaceAll(/[^\w=,.+@ -]/g, '_').slice(0, 120);
}
