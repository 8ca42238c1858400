/** A loss on the host: logits are small, and need to be there anyway to be counted. */
export interface EngineLoss {
  /** What the mean over samples divides the sum by: their number, or their classes' weights. */
  weightOf(labels: Uint8Array, samples: Uint32Array): number;
  /**
   * @param logits float32 [labels.length, classes]
   * @param scale factor on the gradient of the *sum*; null for no gradient
   */
  measure(logits: Float32Array, labels: Uint8Array, scale: number | null): BatchLoss;
}

export interface BatchLoss {
  /** Sum over the batch, in nats. */
  readonly sum: number;
  /** Samples whose largest logit is their label's; the first one of equals counts. */
  readonly correct: number;
  /** float32, the logits' shape. */
  readonly gradient: Float32Array<ArrayBuffer> | null;
}
