import type { RunEnd } from '../store/runs.ts';
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
