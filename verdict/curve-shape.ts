import { logitRoughness, reversals, roughness, wrongWayShare } from '../statistics/shape.ts';
import type { Reversals } from '../statistics/shape.ts';
import { directionOf, monitored } from '../study/metrics.ts';
import type { PlannedTrial } from '../study/plan.ts';
import type { TrialResult } from '../study/results.ts';
import { isShare } from '../study/shape-metrics.ts';
import type { CurvePath } from '../study/spec.ts';

/** How jittery a curve is; null where too few epochs, or no movement, leave it undefined. */
export interface CurveShape {
  readonly reversals: Reversals | null;
  readonly wrongWayShare: number | null;
  readonly roughness: number | null;
  /** Of a share only: the roughness of its logit. */
  readonly logitRoughness?: number | null;
}

/** The shape of a trial's curve, as far as the trial has come. */
export function curveShape(
  trial: TrialResult,
  { data }: PlannedTrial,
  curve: CurvePath,
): CurveShape {
  const values = curveValues(trial, curve);
  const samples = data.split[curve.startsWith('train.') ? 'train' : 'validation'];
  return {
    reversals: reversals(values, directionOf(curve)),
    wrongWayShare: wrongWayShare(values, directionOf(curve)),
    roughness: roughness(values),
    ...(isShare(curve) && { logitRoughness: logitRoughness(values, samples) }),
  };
}

/** A metric's values, one an epoch, as far as the trial has come. */
export function curveValues({ epochs }: TrialResult, curve: CurvePath): readonly number[] {
  return epochs.map((epoch) => monitored(epoch, curve));
}
