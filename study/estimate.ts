import { median } from '../statistics/median.ts';
import { canonicalJson } from './canonical.ts';
import { costOf } from './cost.ts';
import type { Plan, PlannedTrial } from './plan.ts';
import type { Layer, Weights } from './spec.ts';

/** What epochs of a trial took, each with all its steps; at least one. */
export interface MeasuredTrial {
  readonly trial: Pick<PlannedTrial, 'data' | 'training'>;
  readonly epochsMs: readonly number[];
}

export interface TimeEstimate {
  readonly ms: number;
  /** Whether each trial's own computation was measured, or others scaled by multiply-adds. */
  readonly basis: 'measured' | 'scaled';
}

/**
 * How long the epochs will take that are not in the store; null where no epoch was measured.
 *
 * @param stored epochs of each trial that are there
 * @param slots trials that are trained at once
 */
export function estimateTime(
  { trials }: Pick<Plan, 'trials'>,
  stored: readonly number[],
  measured: readonly MeasuredTrial[],
  slots: number,
): TimeEstimate | null {
  if (measured.length === 0) return null;
  const byWork = new Map<string, number[]>();
  for (const { trial, epochsMs } of measured) {
    const work = workOf(trial);
    byWork.set(work, [...(byWork.get(work) ?? []), ...epochsMs]);
  }
  const rate = median(
    measured.map(({ trial, epochsMs }) => median(epochsMs) / costOf(trial).multiplyAdds),
  );
  let basis: TimeEstimate['basis'] = 'measured';
  const each = trials.map((trial) => {
    const missing = trial.epochs - (stored[trial.index] ?? 0);
    if (missing <= 0) return 0;
    const own = byWork.get(workOf(trial));
    if (own === undefined) basis = 'scaled';
    return missing * (own === undefined ? rate * costOf(trial).multiplyAdds : median(own));
  });
  const all = each.reduce((sum, ms) => sum + ms, 0);
  // A trial's epochs come one after another, however many slots there are.
  return { ms: Math.max(all / Math.max(1, slots), ...each), basis };
}

/** The states that will be written, as long as none is removed. */
export function estimateDisk(
  { trials }: Pick<Plan, 'trials'>,
  stored: readonly number[],
): { readonly states: number; readonly bytes: number } {
  const missing = trials.map((trial) => Math.max(0, trial.epochs - (stored[trial.index] ?? 0)));
  return {
    states: missing.reduce((sum, states) => sum + states, 0),
    bytes: trials.reduce((sum, trial, i) => sum + missing[i]! * costOf(trial).stateBytes, 0),
  };
}

type Weighted = Layer & Weights;

/** Trials with the same of this take the same time: seeds, rates and first weights cost nothing. */
function workOf({ data, training }: MeasuredTrial['trial']): string {
  const { layers, batchSize, gradientAccumulation, gradientClipping, optimizer } = training;
  const { augmentation } = training;
  const kinds = layers.map((layer) => {
    const {
      name: _name,
      kernelInitializer: _kernel,
      biasInitializer: _bias,
      ...kind
    } = layer as Weighted;
    return kind;
  });
  const clips = Object.keys(gradientClipping ?? {});
  const changes = Object.keys(augmentation ?? {});
  const work = { shape: data.shape, split: data.split, kinds, batchSize, clips, changes };
  return canonicalJson({ ...work, batches: gradientAccumulation ?? 1, optimizer: optimizer.type });
}
