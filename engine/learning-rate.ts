import type { Schedule, TrainingSpec } from '../study/spec.ts';

export interface Moment {
  /** From 1. */
  readonly epoch: number;
  /** Of the optimizer, from 0, over all epochs. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** What `reduceOnPlateau` has made of the learning rate: a factor. */
  readonly rateScale: number;
}

/**
 * The learning rate of a step. `step` and `exponential` move with the epoch, `cosine` and `oneCycle`
 * with the step; warmup multiplies what they give by (step + 1) / warmup.
 *
 * As PyTorch's StepLR, ExponentialLR, CosineAnnealingLR and OneCycleLR; past its horizon a schedule
 * stays at its end.
 */
export function learningRateAt(
  { optimizer, schedule }: Pick<TrainingSpec, 'optimizer' | 'schedule'>,
  moment: Moment,
): number {
  const { learningRate } = optimizer;
  if (schedule === undefined) return learningRate;
  const rate = scheduled(schedule, learningRate, moment);
  const { warmup } = schedule;
  return moment.step + 1 < warmup ? (rate * (moment.step + 1)) / warmup : rate;
}

function scheduled(schedule: Schedule, peak: number, moment: Moment): number {
  switch (schedule.type) {
    case 'constant':
      return peak;
    case 'reduceOnPlateau':
      return peak * moment.rateScale;
    case 'step':
      return peak * schedule.factor ** Math.floor((moment.epoch - 1) / schedule.every);
    case 'exponential':
      return peak * schedule.factor ** (moment.epoch - 1);
    case 'cosine': {
      const steps = schedule.over * moment.stepsPerEpoch;
      return alongCosine(peak, schedule.minimum, moment.step / steps);
    }
    case 'oneCycle':
      return oneCycle(schedule, peak, moment);
  }
}

function oneCycle(
  schedule: Extract<Schedule, { type: 'oneCycle' }>,
  peak: number,
  { step, stepsPerEpoch }: Moment,
): number {
  const steps = schedule.over * stepsPerEpoch;
  const first = peak / schedule.initialDivisor;
  const last = first / schedule.finalDivisor;
  const top = schedule.riseFraction * steps - 1;
  if (step <= top) return top === 0 ? peak : alongCosine(first, peak, step / top);
  return alongCosine(peak, last, (step - top) / (steps - 1 - top));
}

/** From `start` at 0 to `end` at 1 and after, along half a cosine. */
function alongCosine(start: number, end: number, part: number): number {
  return end + ((start - end) / 2) * (1 + Math.cos(Math.PI * Math.min(part, 1)));
}
