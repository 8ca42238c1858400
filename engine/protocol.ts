import type { Divergence, EngineDescription, Metrics, TestMetrics } from '../study/results.ts';
import type { TrainingSeed } from '../study/seeds.ts';
import type { Metric, TrainingSpec } from '../study/spec.ts';

/** An artifact's bytes on the local disk. Whoever reads the file checks the digest. */
export interface ArtifactFile {
  /** `sha256:<64 hex digits>`. */
  readonly digest: string;
  readonly path: string;
}

/** A labelled set of samples: bytes as raw IDX files, as MNIST publishes them, or numbers as NPY. */
export interface ImageSet {
  readonly images: ArtifactFile;
  readonly labels: ArtifactFile;
}

/** Train one epoch. */
export interface TrainRequest {
  readonly type: 'train';
  readonly training: TrainingSpec;
  readonly seed: TrainingSeed;
  /** From 1. */
  readonly epoch: number;
  /** What a plateau has made of the learning rate: a factor. Default: 1. */
  readonly rateScale?: number;
  readonly data: ImageSet;
  /** The split's training samples: int64 little-endian positions in `data`. */
  readonly samples: ArtifactFile;
  /** The state before the epoch; null for epoch 1, which starts from the seed's initial weights. */
  readonly state: ArtifactFile | null;
  /** Where the new state is written (safetensors). The caller moves it into the store. */
  readonly output: string;
}

/** Loss and metrics of a state, over `samples` of `data`, or over all of it. */
export interface EvaluateRequest {
  readonly type: 'evaluate';
  readonly training: TrainingSpec;
  /** What is measured besides the loss and its own metric. Default: nothing. */
  readonly metrics?: readonly Metric[];
  readonly data: ImageSet;
  readonly samples: ArtifactFile | null;
  readonly state: ArtifactFile;
  /**
   * Where each sample's loss and prediction are written (safetensors). The caller moves it into the
   * store. Default: nowhere.
   */
  readonly output?: string;
}

/** Which backend this is and the fingerprint of its arithmetic. */
export interface DescribeRequest {
  readonly type: 'describe';
}

export type TrainerRequest = TrainRequest | EvaluateRequest | DescribeRequest;

/** The epoch's outcome. A diverged one has a state too: the last weights before the bad batch. */
export interface TrainResponse {
  readonly type: 'trained';
  /** The new state's digest; its bytes are at the request's `output`. */
  readonly state: string;
  /** The loss as the mean of the batch means, accuracy or mae over all samples, both during the epoch. */
  readonly metrics: Metrics;
  readonly diverged?: Divergence;
}

export interface EvaluateResponse {
  readonly type: 'evaluated';
  readonly metrics: TestMetrics;
  /** The digest of what is at the request's `output`. */
  readonly predictions?: string;
}

export interface DescribeResponse {
  readonly type: 'described';
  /** 64 hex digits: equal fingerprints give equal bytes. */
  readonly fingerprint: string;
  readonly engine: EngineDescription;
}

export type TrainerResponse = TrainResponse | EvaluateResponse | DescribeResponse;

/** The response type that answers a request type. */
export type ResponseTo<R extends TrainerRequest> = R extends TrainRequest
  ? TrainResponse
  : R extends EvaluateRequest
    ? EvaluateResponse
    : DescribeResponse;

/** How far the request under way is. */
export interface Progress {
  /** Batches done, of `batches`. */
  readonly batch: number;
  readonly batches: number;
  /** Mean loss so far; null before the first batch. */
  readonly loss: number | null;
}
