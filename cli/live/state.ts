import type { TrialResult } from '../../study/results.ts';
import type { TimeLeft } from './time-left.ts';

/** All that a live view shows of a study. */
export interface LiveState {
  readonly run: string;
  readonly trials: readonly TrialResult[];
  /** How many epochs each trial is to have. */
  readonly epochs: readonly number[];
  readonly left: TimeLeft;
  /** Since the study began; since this command did, where no server says. */
  readonly elapsedS: number;
  /** The slots that compute for this study, of all that its workers have; null where no server says. */
  readonly slots: { readonly used: number; readonly all: number } | null;
  /** What it waits for. */
  readonly waiting: readonly string[];
}

/** A terminal's size. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Gives a text a style, without changing its width. */
export type Paint = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string;

/** How many epochs a trial has once it has ended, as far as one knows. */
export function epochsOf(trial: TrialResult, planned: number): number {
  return trial.diverged || trial.earlyStop ? trial.epochs.length : planned;
}
