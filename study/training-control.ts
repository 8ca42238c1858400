import { directionOf, isBetter, monitored } from './metrics.ts';
import type { PlannedTrial } from './plan.ts';
import type { EarlyStop, EpochMetrics } from './results.ts';
import type { EarlyStopping, Schedule } from './spec.ts';

/** What of a trial's spec looks at its metrics and decides how it goes on. */
export interface ControlSpec {
  readonly earlyStopping?: EarlyStopping;
  readonly plateau?: Omit<Plateau, 'type' | 'warmup'> & { readonly learningRate: number };
}

type Plateau = Extract<Schedule, { type: 'reduceOnPlateau' }>;

/** What it has seen so far: a function of the metrics up to an epoch. Commits hold it. */
export interface Control {
  readonly stopping?: {
    /** The last epoch that improved on those before by more than `minDelta`. */
    readonly best: { readonly epoch: number; readonly value: number } | null;
    /** Epochs since. */
    readonly wait: number;
  };
  readonly plateau?: {
    readonly best: number | null;
    /** Epochs since, those of a cooldown not counted. */
    readonly wait: number;
    /** Epochs that are left of a cooldown. */
    readonly cooldown: number;
    /** What the next epoch's learning rate is multiplied by. */
    readonly rateScale: number;
  };
}

/** The trial's control, or null for a trial that goes through its epochs whatever comes. */
export function controlSpecOf(
  trial: Pick<PlannedTrial, 'training' | 'earlyStopping'>,
): ControlSpec | null {
  const { earlyStopping, training } = trial;
  const plateau =
    training.schedule?.type === 'reduceOnPlateau'
      ? plateauOf(training.schedule, training.optimizer.learningRate)
      : undefined;
  if (earlyStopping === undefined && plateau === undefined) return null;
  return { ...(earlyStopping && { earlyStopping }), ...(plateau && { plateau }) };
}

function plateauOf(schedule: Plateau, learningRate: number): NonNullable<ControlSpec['plateau']> {
  const { type: _type, warmup: _warmup, ...plateau } = schedule;
  return { ...plateau, learningRate };
}

/** The control after one more epoch. */
export function controlAfter(
  spec: ControlSpec,
  before: Control | null,
  { epoch, metrics }: { readonly epoch: number; readonly metrics: EpochMetrics },
): Control {
  const { earlyStopping, plateau } = spec;
  return {
    ...(earlyStopping && {
      stopping: stoppingAfter(earlyStopping, before?.stopping, epoch, metrics),
    }),
    ...(plateau && { plateau: plateauAfter(plateau, before?.plateau, metrics) }),
  };
}

/** Why a trial ends after this epoch; null when it goes on. */
export function earlyStopAfter(
  { earlyStopping }: ControlSpec,
  { stopping }: Control,
  epoch: number,
): EarlyStop | null {
  if (earlyStopping === undefined || stopping === undefined) return null;
  if (stopping.best === null || stopping.wait < earlyStopping.patience) return null;
  return { epoch, monitor: earlyStopping.monitor, best: stopping.best };
}

/** What the learning rate of the epoch after is multiplied by. */
export function rateScaleOf(control: Control | null | undefined): number {
  return control?.plateau?.rateScale ?? 1;
}

/** As Keras' EarlyStopping: only what is better by more than `minDelta` counts. */
function stoppingAfter(
  { monitor, minDelta }: EarlyStopping,
  before: Control['stopping'],
  epoch: number,
  metrics: EpochMetrics,
): NonNullable<Control['stopping']> {
  const value = monitored(metrics, monitor);
  const best = before?.best ?? null;
  const bound = directionOf(monitor) === 'lower' ? -minDelta : minDelta;
  if (best === null ? !Number.isNaN(value) : isBetter(monitor, value, best.value + bound)) {
    return { best: { epoch, value }, wait: 0 };
  }
  return { best, wait: (before?.wait ?? 0) + 1 };
}

/** As PyTorch's ReduceLROnPlateau with a relative threshold: `patience` bad epochs are borne. */
function plateauAfter(
  spec: NonNullable<ControlSpec['plateau']>,
  before: Control['plateau'],
  metrics: EpochMetrics,
): NonNullable<Control['plateau']> {
  const { monitor, factor, patience, threshold, minimum, learningRate } = spec;
  const value = monitored(metrics, monitor);
  const lower = directionOf(monitor) === 'lower';
  let { best, wait, cooldown, rateScale } = before ?? START;
  const bound = best === null ? null : best * (lower ? 1 - threshold : 1 + threshold);
  if (bound === null ? !Number.isNaN(value) : isBetter(monitor, value, bound)) {
    best = value;
    wait = 0;
  } else {
    wait += 1;
  }
  if (cooldown > 0) {
    cooldown -= 1;
    wait = 0;
  }
  if (wait > patience) {
    rateScale = Math.max(rateScale * factor, minimum / learningRate);
    cooldown = spec.cooldown;
    wait = 0;
  }
  return { best, wait, cooldown, rateScale };
}

const START = { best: null, wait: 0, cooldown: 0, rateScale: 1 };
