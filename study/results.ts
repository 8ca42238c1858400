import type { MetricName, MetricPath, Variant } from './spec.ts';

export type StudyStatus = 'running' | 'waiting' | 'paused' | 'done' | 'failed' | 'stopped';
export type TrialStatus = StudyStatus | 'pending' | 'diverged';

/**
 * What was measured on one split: the loss (a mean; cross-entropies in nats), accuracy (in [0, 1])
 * or of predicted numbers the mean absolute error, and on validation and test what `metrics` lists.
 */
export type Metrics = { readonly loss: number } & {
  readonly [M in Exclude<MetricName, 'loss'>]?: number;
};

/** Samples of each class (rows) by the class that they were given (columns). */
export type ConfusionMatrix = readonly (readonly number[])[];

/** What a test measured. */
export type TestMetrics = Metrics & {
  readonly confusionMatrix?: ConfusionMatrix;
  /** What the model answered of each sample: an artifact's digest. */
  readonly predictions?: string;
};

/** What a tested model answered of each test sample, in their order. */
export interface Predictions {
  /**
   * float32 [samples]: the loss of each. Where classes have weights, scaled by them, so that the
   * mean over the samples is the test's loss.
   */
  readonly loss: Float32Array;
  /** int32 [samples], the class that each is given; or float32 [samples, outputs], numbers. */
  readonly prediction: Int32Array | Float32Array;
}

/** What an epoch measured: while it trained, and after it. */
export interface EpochMetrics {
  readonly train: Metrics;
  readonly validation: Metrics;
}

export interface EpochResult {
  /** From 1. */
  readonly epoch: number;
  readonly train: Metrics;
  readonly validation: Metrics;
  /** The state's digest, `sha256:…`; known even when its bytes are gone. */
  readonly checkpoint: string;
  readonly commit: string;
}

/** Where training stopped being finite. */
export interface Divergence {
  readonly epoch: number;
  /** The batch within the epoch, from 1. */
  readonly step: number;
  /** The last finite loss, null when there was none. */
  readonly lastLoss: number | null;
}

/** Why a trial ended before the study's epochs were over. */
export interface EarlyStop {
  /** The last epoch that was trained. */
  readonly epoch: number;
  readonly monitor: MetricPath;
  /** The last epoch that improved on those before it. */
  readonly best: { readonly epoch: number; readonly value: number };
}

/** Where a trial went on with another arithmetic, because no worker had its own any more. */
export interface Crossing {
  /** The first epoch that was computed with `to`. */
  readonly epoch: number;
  /** Fingerprints. */
  readonly from: string;
  readonly to: string;
}

export interface TrialResult {
  readonly variant: Variant;
  readonly seed: number;
  /** Which fold validated, from 1: with k-fold splits only. */
  readonly fold?: number;
  readonly status: TrialStatus;
  readonly epochs: readonly EpochResult[];
  readonly best: {
    readonly epoch: number;
    readonly metrics: Readonly<Partial<Record<MetricPath, number>>>;
  } | null;
  readonly test: TestMetrics | null;
  readonly diverged?: Divergence;
  /** With early stopping only. */
  readonly earlyStop?: EarlyStop;
  /** With `arithmetic: any` only. */
  readonly crossings?: readonly Crossing[];
}

/** What the study found. Determined by spec and arithmetic alone: byte for byte the same each time. */
export interface Results {
  readonly study: string;
  /** `<study>@<digest8>`. */
  readonly run: string;
  readonly status: StudyStatus;
  /** `sha256:…` of the resolved spec. */
  readonly spec: string;
  /**
   * The arithmetic fingerprint that the numbers were computed with; null before any was. Several,
   * with spaces between, when trials began with different ones, or crossed.
   */
  readonly arithmetic: string | null;
  readonly trials: readonly TrialResult[];
}

/** One line of what happened: who computed what, when, how long. Never hashed, never an input. */
export interface ProvenanceEvent {
  /** RFC 3339, UTC. */
  readonly time: string;
  readonly step: string;
  readonly key: string;
  readonly worker: string;
  readonly attempt: number;
  readonly durationMs: number;
  readonly trial?: number;
  readonly epoch?: number;
}

/** Something of the store that was found missing, or with other bytes than its own digest's. */
export interface DamageEvent {
  /** RFC 3339, UTC. */
  readonly time: string;
  /** `artifact sha256:…` or `record sha256:…`; a record's digest is its key. */
  readonly object: string;
  readonly problem: 'missing' | 'damaged';
}

/** How and where it was computed. May differ between two runs of the same study. */
export interface Provenance {
  readonly epochal: string;
  /** The engine that each arithmetic fingerprint stands for. */
  readonly engines: Readonly<Record<string, EngineDescription>>;
  readonly events: readonly ProvenanceEvent[];
  /** What the run found missing or damaged in the store, and mended. */
  readonly damage: readonly DamageEvent[];
}

/** What a fingerprint was made of, readable. */
export interface EngineDescription {
  readonly backend: 'tensorflow-gpu' | 'tensorflow' | 'wasm';
  /** Why this backend and no faster one. */
  readonly reason: string;
  /** Package and library versions, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly node: string;
  readonly cpu: string;
  readonly gpu: string | null;
}

/** What a step of one's own gave: once for the study, or once for a trial. */
export interface StepOutput {
  /** Its name in the spec. */
  readonly step: string;
  readonly uses: string;
  /** Of a step per trial. */
  readonly variant?: Variant;
  readonly seed?: number;
  readonly fold?: number;
  readonly values: Readonly<Record<string, unknown>>;
}
