/** A loss on the host: logits are small, and need to be there anyway to be counted. */
export interface EngineLoss {
  /**
   * @param logits float32 [labels.length, classes]
   * @param scale factor on the gradient of the batch's *mean* loss
   * @param withGradient false leaves `gradient` null
   */
  (logits: Float32Array, labels: Uint8Array, scale: number, withGradient: boolean): BatchLoss;
}

export interface BatchLoss {
  /** Sum over the batch, in nats. */
  readonly sum: number;
  /** Samples whose largest logit is their label's; the first one of equals counts. */
  readonly correct: number;
  /** float32, the logits' shape. */
  readonly gradient: Float32Array<ArrayBuffer> | null;
}
