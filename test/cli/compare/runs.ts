import type { JudgedRun } from '../../../cli/compare/compare-runs.ts';
import type { EpochResult, TrialResult } from '../../../study/results.ts';
import { ENGINE, smallPlan } from '../../store/small-study.ts';

/** Digests of a trial's epochs: those of equal letters are equal. */
interface Digests {
  /** One letter an epoch. */
  readonly commits: string;
  /** Default: as the commits. */
  readonly states?: string;
}

/** A trial with these epochs, tested if it has an accuracy; its loss is 1 − accuracy. */
export function trial(
  name: Pick<TrialResult, 'variant' | 'seed' | 'fold'>,
  { commits, states = commits }: Digests,
  accuracy?: number,
): TrialResult {
  const epochs = [...commits].map((letter, i): EpochResult => ({
    epoch: i + 1,
    train: { loss: 1, accuracy: 0.5 },
    validation: { loss: 1, accuracy: 0.5 },
    checkpoint: `sha256:${states[i]!.repeat(64)}`,
    commit: `sha256:${letter.repeat(64)}`,
  }));
  const test = accuracy === undefined ? null : { loss: 1 - accuracy, accuracy };
  return { ...name, status: 'done', epochs, best: null, test };
}

/** A run of a small study with these trials. */
export function run(
  trials: readonly TrialResult[],
  { study = 'small', fingerprint = 'f'.repeat(64), cpu = ENGINE.cpu } = {},
): JudgedRun {
  const plan = smallPlan(3, study);
  return {
    plan,
    results: { ...plan, status: 'done', arithmetic: fingerprint, trials },
    engines: { [fingerprint]: { ...ENGINE, cpu } },
    verdicts: [],
  };
}

export const LINEAR = { activation: 'linear' };
export const RELU = { activation: 'relu' };
