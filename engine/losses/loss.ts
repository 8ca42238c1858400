import type { OwnMetric } from '../../study/metrics.ts';

/** uint8 [samples], classes; or float32 [samples, outputs], numbers to predict. */
export type Labels = Uint8Array | Float32Array;

/** A loss on the host: outputs are small, and need to be there anyway to be measured. */
export interface EngineLoss {
  /** What its outputs are measured with besides, in training too. */
  readonly metric: OwnMetric;
  /** What the mean over samples divides the sum by: their number, or their classes' weights. */
  weightOf(labels: Labels, samples: Uint32Array): number;
  /**
   * @param logits float32 [samples, outputs]
   * @param scale factor on the gradient of the *sum*; null for no gradient
   */
  measure(logits: Float32Array, labels: Labels, scale: number | null): BatchLoss;
}

export interface BatchLoss {
  /** Sum over the samples; of cross-entropies in nats. */
  readonly sum: number;
  /**
   * Sum over the samples of the loss's metric: 1 for each that is classified correctly (of equal
   * largest logits the first one counts), or each one's mean absolute error.
   */
  readonly score: number;
  /** float64 [samples]: the loss of each, weighted as in `sum`. */
  readonly losses: Float64Array;
  /** int32 [samples]: the class that each is given; null where the outputs are numbers to predict. */
  readonly predictions: Int32Array | null;
  /** float32, the logits' shape. */
  readonly gradient: Float32Array<ArrayBuffer> | null;
}
