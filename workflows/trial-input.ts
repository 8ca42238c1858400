import type { Committed } from '../activities/checkpoint.ts';
import type { PlacedTrialInput, SplitDigests, TrialInput } from '../activities/inputs.ts';
import type { PlannedStep } from '../study/plan.ts';
import type { Crossing } from '../study/results.ts';
import type { SearchAttribute } from '../study/search-attributes.ts';
import type { MeasuredEpoch } from '../study/thinned-epochs.ts';
import type { Outputs } from './dag.ts';

/** What the workflow `trial` is started with. */
export interface TrialWorkflowInput extends TrialInput {
  /** The plan's steps per trial, in order. */
  readonly steps: readonly PlannedStep[];
  /** What the study's own steps gave that those per trial need. */
  readonly given: Readonly<Record<string, Outputs>>;
  /** The study's workflow run. */
  readonly execution: string;
  /** The search attributes of ours that the namespace has. */
  readonly attributes: readonly SearchAttribute[];
  /** How many epochs pass between two times that the study is told. */
  readonly tellEvery: number;
  /** Whether the trial may go on with another arithmetic than the one it began with. */
  readonly mayCross: boolean;
  /** Where an earlier run of this workflow left off. */
  readonly resume?: Placed;
  /** Whether the study was paused when this one was started. */
  readonly paused?: boolean;
}

/** A trial that has its samples, its arithmetic, and what is committed so far. */
export interface Placed {
  readonly split: SplitDigests;
  readonly arithmetic: string;
  readonly crossings: readonly Crossing[];
  readonly key: string;
  readonly commit: Committed | null;
  /** Some of the epochs up to `commit`, to be shown. */
  readonly seen: readonly MeasuredEpoch[];
  /** Epochs after `commit` whose states are lost, and have to be computed again. */
  readonly restore: readonly number[];
  /** How often something that the store had lost was made again. */
  readonly repairs: number;
}

// Only what a step needs: its input is written to the history each time.

/** What a trial's steps are told before it is placed. */
export function taskOf({ store, run, plan, trial, data }: TrialWorkflowInput): TrialInput {
  return { store, run, plan, trial, data };
}

/** What a placed trial's steps are told. */
export function placedTaskOf(input: TrialWorkflowInput, placed: Placed): PlacedTrialInput {
  const { split, arithmetic, crossings, key } = placed;
  return { ...taskOf(input), split, arithmetic, crossings, key };
}
