import type {
  ArithmeticPolicy,
  CheckpointSpec,
  DataSpec,
  EarlyStopping,
  Hypothesis,
  MatrixValue,
  Metric,
  TrainingSpec,
  Variant,
} from './spec.ts';
import type { Condition } from './condition.ts';
import type { Seeds, Source } from './seeds.ts';
import type { ValueKind } from './steps.ts';

export const STEP_TYPES = [
  'download',
  'split',
  'train',
  'test',
  'compare',
  'plot',
  'report',
] as const;
/** A node's type in `steps`. `train` stands for a trial's epochs: train → validate → checkpoint. */
export type StepType = (typeof STEP_TYPES)[number];

/** One node of the DAG. `needs` holds every edge: the listed ones and those that references make. */
export interface PlannedStep {
  readonly id: string;
  /** One of `STEP_TYPES`, `command`, or the name of a step that a worker has registered. */
  readonly uses: string;
  readonly per: 'study' | 'trial';
  readonly needs: readonly string[];
  /** Inputs as written: expressions stay as text, since each trial has its own values for them. */
  readonly with: Readonly<Record<string, unknown>>;
  /** When it runs; none: always. */
  readonly if?: Condition;
  readonly timeoutMs?: number;
  readonly retry?: Retry;
  /** Of a `command` step. */
  readonly command?: Command;
}

/** How often, and after how long, a step is tried again. What is left out is as for any step. */
export interface Retry {
  readonly maximumAttempts?: number;
  readonly initialIntervalMs?: number;
  readonly backoffCoefficient?: number;
  readonly maximumIntervalMs?: number;
}

/** What a `command` step runs. */
export interface Command {
  /** A program and its arguments; no shell reads them. */
  readonly line: readonly string[];
  readonly outputs: Readonly<Record<string, ValueKind>>;
  /** Part of the key: another number has it run again. */
  readonly version: number;
}

/** One trial: a variant at a seed, with everything of the spec that its steps use. */
export interface PlannedTrial {
  /** Position in the plan, from 0. */
  readonly index: number;
  readonly variant: Variant;
  readonly seed: number;
  /** Which fold validates, from 1, where the split has folds. */
  readonly fold?: number;
  /** What it draws with, where `vary` holds a source fixed at another seed. */
  readonly seeds?: Seeds;
  readonly epochs: number;
  readonly data: DataSpec;
  readonly training: TrainingSpec;
  readonly checkpoint: CheckpointSpec;
  /** What is measured besides the loss and its own metric, on validation and test samples. */
  readonly metrics?: readonly Metric[];
  readonly earlyStopping?: EarlyStopping;
  /** Whether a horizon of its schedule is `epochs`: with more of them every epoch is another. */
  readonly followsEpochs?: true;
}

/** What a spec compiles to: all that the workflows need to run the study. Pure data, JSON-safe. */
export interface Plan {
  /** The language's version, the spec's `epochal:` field. */
  readonly epochal: 1;
  readonly study: string;
  readonly question?: string;
  /** sha256 of the resolved spec's canonical JSON; a run is named `<study>@<its first 8 digits>`. */
  readonly spec: string;
  /** `<study>@<digest8>`. */
  readonly run: string;
  readonly matrix: Readonly<Record<string, readonly MatrixValue[]>>;
  /** The variables' names in their order, where it is not that of canonical JSON, which keeps none. */
  readonly variables?: readonly string[];
  /** Variables that only tell what a variant is: nothing of it depends on them. Where there are any. */
  readonly labels?: readonly string[];
  readonly seeds: readonly number[];
  /** The sources of randomness that differ from seed to seed, where some do not. */
  readonly vary?: readonly Source[];
  readonly arithmetic: ArithmeticPolicy;
  /** Each a single comparison. */
  readonly hypotheses: readonly Hypothesis[];
  /** The level of significance of all of them together; none: 0.05. */
  readonly alpha?: number;
  /** In an order that respects every edge; ties in the order the spec gives. */
  readonly steps: readonly PlannedStep[];
  /** Variants in matrix order (last variable fastest), each with its seeds in order. */
  readonly trials: readonly PlannedTrial[];
}
