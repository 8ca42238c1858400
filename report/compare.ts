import type { OwnMetric } from '../study/metrics.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import type {
  Divergence,
  EarlyStop,
  Metrics,
  Results,
  TestMetrics,
  TrialResult,
  TrialStatus,
} from '../study/results.ts';
import type { MetricPath, Variant } from '../study/spec.ts';
import { ownMetric } from './measured.ts';
import { curveShape } from '../verdict/curve-shape.ts';
import type { CurveShape } from '../verdict/curve-shape.ts';
import { judge } from '../verdict/judge.ts';
import type { Evidence } from '../verdict/judge.ts';
import type { Registration } from '../study/registration.ts';
import { summariesOf } from '../verdict/summary.ts';
import type { VariantSummary } from '../verdict/summary.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { nameOf, variantLabel } from '../study/labels.ts';

/** The metrics whose curves' shape is told. */
export function curvesOf(own: OwnMetric): readonly CurveMetric[] {
  return [`train.${own}`, `validation.${own}`, 'train.loss', 'validation.loss'];
}
type CurveMetric = `${'train' | 'validation'}.${OwnMetric | 'loss'}`;

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
  readonly test: TestMetrics | null;
  /** Of the loss, and of the metric that the study's variants are compared by. */
  readonly shape: Readonly<Partial<Record<CurveMetric, CurveShape>>>;
  readonly diverged: Divergence | null;
  /** With early stopping only. */
  readonly earlyStop?: EarlyStop;
}

/** Raise it with the form: another one is not read. */
export const COMPARISON_VERSION = 3;

/** What the `compare` step finds: the variants' table, and what can be said of each hypothesis. */
export interface Comparison {
  readonly version: number;
  readonly trials: readonly ComparedTrial[];
  /** Each variant's tests over its seeds. */
  readonly summaries: readonly VariantSummary[];
  readonly verdicts: readonly Verdict[];
  /** What was written down before the first result; null where the store has lost it. */
  readonly registration: Registration | null;
}

/** Puts the variants side by side. Pure: the same results, plan and evidence give the same comparison. */
export function compareVariants(results: Results, plan: Plan, evidence: Evidence): Comparison {
  return {
    version: COMPARISON_VERSION,
    trials: results.trials.map((trial, i) =>
      compareTrial(trial, plan.trials[i]!, curvesOf(ownMetric(plan))),
    ),
    summaries: summariesOf(results, plan),
    verdicts: judge(results, plan, evidence),
    registration: evidence.registration,
  };
}

function compareTrial(
  trial: TrialResult,
  planned: PlannedTrial,
  curves: readonly CurveMetric[],
): ComparedTrial {
  const shapes = curves.map((curve) => [curve, curveShape(trial, planned, curve)] as const);
  return {
    ...nameOf(trial),
    label: variantLabel(trial.variant),
    status: trial.status,
    epochs: trial.epochs.length,
    best: bestOf(trial),
    test: trial.test,
    shape: Object.fromEntries(shapes),
    diverged: trial.diverged ?? null,
    ...(trial.earlyStop && { earlyStop: trial.earlyStop }),
  };
}

function bestOf(trial: TrialResult): ComparedTrial['best'] {
  const { best } = trial;
  if (best === null) return null;
  const [entry] = Object.entries(best.metrics) as [MetricPath, number][];
  if (entry === undefined) return null;
  const [monitor, value] = entry;
  const epoch = trial.epochs.find((each) => each.epoch === best.epoch);
  return { epoch: best.epoch, monitor, value, validation: epoch?.validation ?? null };
}
