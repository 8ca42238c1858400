import type { Plan } from '../study/plan.ts';
import type { Divergence, EarlyStop, Metrics, StudyStatus, TrialStatus } from '../study/results.ts';
import type { TrialName } from '../study/labels.ts';

/** Where one trial stands, as the queries answer. */
export interface TrialProgress extends TrialName {
  readonly status: TrialStatus;
  /** Epochs done, of `epochs`. */
  readonly epoch: number;
  readonly epochs: number;
  /** The newest epoch's metrics. */
  readonly metrics: { readonly train: Metrics; readonly validation: Metrics } | null;
  /** The validation metric over the epochs, as a sparkline. */
  readonly curve: string;
  readonly test: Metrics | null;
  readonly diverged?: Divergence;
  readonly earlyStop?: EarlyStop;
  /** What it waits for, with status `waiting`. */
  readonly waiting: string | null;
  /** How often something that the store had lost was made again. */
  readonly repairs: number;
}

/** Where a study stands. */
export interface StudyProgress {
  readonly run: string | null;
  readonly status: StudyStatus;
  /** What the spec says that is probably not meant. */
  readonly warnings?: readonly string[];
  /** The answer in a line for each hypothesis, as Markdown, once all trials have ended. */
  readonly verdicts?: readonly string[];
  /** In plan order. Of its epochs a trial tells some, and its last; `results` shows them all. */
  readonly trials: readonly TrialProgress[];
}

/** What the workflow `study` returns. */
export interface StudyOutcome {
  readonly run: string;
  readonly status: StudyStatus;
  readonly trials: readonly TrialProgress[];
  /** The report's files by name, as artifacts of the store. */
  readonly report: Readonly<Record<string, string>>;
}

// Query names are wire format. `defineQuery` needs Temporal's workflow package, which the command
// line must not load; a plain name works on both sides.
export const PROGRESS_QUERY = 'progress';
export const PLAN_QUERY = 'plan';

// So are the signals' names. Signals, since a server takes them also when no worker is there.
export const PAUSE_SIGNAL = 'pause';
export const RESUME_SIGNAL = 'resume';
/** From a trial to its study: the trial's index, and its progress. */
export const TRIAL_SIGNAL = 'progress';

export type PlanAnswer = Plan | null;
