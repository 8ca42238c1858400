import type { RunEnd } from '../store/runs.ts';
import type { StepReference } from '../study/expressions.ts';
import type { Crossing } from '../study/results.ts';
import type { PlannedTrial } from '../study/plan.ts';

/** What every step of a run is told: which store, which run. */
export interface RunInput {
  /** The store's id; a worker with another store must not answer. */
  readonly store: string;
  /** `<study>@<digest8>`. */
  readonly run: string;
  /** The plan's digest, as an artifact. */
  readonly plan: string;
}

/** What the activity of a step of one's own is told. */
export interface OwnStepInput extends RunInput {
  /** The step's name in the spec. */
  readonly step: string;
  /** The trial's index in the plan; null for a step per study. */
  readonly trial: number | null;
  /** The study's workflow run: what an earlier one has found may not hold any more. */
  readonly execution: string;
  /** From which attempt on a failure of the step is final. */
  readonly attempts: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Inputs that are one value of each trial. */
  readonly gathered: Readonly<Record<string, StepReference>>;
}

/** What a step is told once all trials have ended. */
export interface EndedRunInput extends RunInput, RunEnd {}

/** Digests of a data set's four files, as artifacts. */
export interface DatasetDigests {
  readonly trainImages: string;
  readonly trainLabels: string;
  readonly testImages: string;
  readonly testLabels: string;
}

/** Digests of a split's sample lists, as artifacts: int64 little-endian positions. */
export interface SplitDigests {
  readonly train: string;
  readonly validation: string;
}

/** What a trial's steps are told before it is placed. */
export interface TrialInput extends RunInput {
  readonly trial: PlannedTrial;
  readonly data: DatasetDigests;
}

/** What a placed trial's steps are told. */
export interface PlacedTrialInput extends TrialInput {
  readonly split: SplitDigests;
  /** The fingerprint that the trial is pinned to. */
  readonly arithmetic: string;
  /** Where it came to that from another one: with `arithmetic: any` only. */
  readonly crossings: readonly Crossing[];
  /** The trial key: names its newest commit's ref and its log. */
  readonly key: string;
}
