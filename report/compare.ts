import type { Plan } from '../study/plan.ts';
import type {
  Divergence,
  EarlyStop,
  Metrics,
  Results,
  TrialResult,
  TrialStatus,
} from '../study/results.ts';
import type { MetricPath, Variant } from '../study/spec.ts';
import { METRIC_DIRECTIONS } from '../study/metrics.ts';
import { reversals, roughness } from '../statistics/shape.ts';
import type { Reversals } from '../statistics/shape.ts';
import { judgeHypothesis } from './hypothesis.ts';
import type { Judgement } from './hypothesis.ts';
import { nameOf, variantLabel } from '../study/labels.ts';

/** The metrics that have a curve: one value an epoch. */
export const CURVES = [
  'train.accuracy',
  'validation.accuracy',
  'train.loss',
  'validation.loss',
] as const satisfies readonly MetricPath[];
type CurveMetric = (typeof CURVES)[number];

/** How jittery a curve is; null where too few epochs leave it undefined. */
export interface CurveShape {
  readonly reversals: Reversals | null;
  readonly roughness: number | null;
}

/** One trial's line in the variants' table. */
export interface ComparedTrial {
  readonly variant: Variant;
  readonly label: string;
  readonly seed: number;
  readonly fold?: number;
  readonly status: TrialStatus;
  /** Epochs done. */
  readonly epochs: number;
  readonly best: {
    readonly epoch: number;
    readonly monitor: MetricPath;
    readonly value: number;
    /** On the validation set, in that epoch; null when the epoch is not in the table. */
    readonly validation: Metrics | null;
  } | null;
  readonly test: Metrics | null;
  readonly shape: Readonly<Record<CurveMetric, CurveShape>>;
  readonly diverged: Divergence | null;
  /** With early stopping only. */
  readonly earlyStop?: EarlyStop;
}

/** What the `compare` step finds: the variants' table, and what can be said of each hypothesis. */
export interface Comparison {
  readonly trials: readonly ComparedTrial[];
  readonly hypotheses: readonly Judgement[];
}

/** Puts the variants side by side. Pure: the same results and plan give the same comparison. */
export function compareVariants(results: Results, plan: Plan): Comparison {
  return {
    trials: results.trials.map((trial) => compareTrial(trial)),
    hypotheses: plan.hypotheses.map((hypothesis) => judgeHypothesis(hypothesis, results, plan)),
  };
}

/** A metric's values, one an epoch, as far as the trial has come. */
function curve(trial: TrialResult, metric: CurveMetric): number[] {
  const [split, name] = metric.split('.') as ['train' | 'validation', 'loss' | 'accuracy'];
  return trial.epochs.map((epoch) => epoch[split][name]);
}

function compareTrial(trial: TrialResult): ComparedTrial {
  const shape = (metric: CurveMetric): CurveShape => {
    const values = curve(trial, metric);
    return {
      reversals: reversals(values, METRIC_DIRECTIONS[metric]),
      roughness: roughness(values),
    };
  };
  return {
    ...nameOf(trial),
    label: variantLabel(trial.variant),
    status: trial.status,
    epochs: trial.epochs.length,
    best: bestOf(trial),
    test: trial.test,
    shape: {
      'train.accuracy': shape('train.accuracy'),
      'validation.accuracy': shape('validation.accuracy'),
      'train.loss': shape('train.loss'),
      'validation.loss': shape('validation.loss'),
    },
    diverged: trial.diverged ?? null,
    ...(trial.earlyStop && { earlyStop: trial.earlyStop }),
  };
}

function bestOf(trial: TrialResult): ComparedTrial['best'] {
  const { best } = trial;
  if (best === null) return null;
  const [monitored] = Object.entries(best.metrics) as [MetricPath, number][];
  if (monitored === undefined) return null;
  const [monitor, value] = monitored;
  const epoch = trial.epochs.find((each) => each.epoch === best.epoch);
  return { epoch: best.epoch, monitor, value, validation: epoch?.validation ?? null };
}
