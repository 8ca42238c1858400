import type { BatchLoss, EngineLoss, Labels } from './loss.ts';

/**
 * Cross-entropy of the sigmoid of one logit a sample, in double precision, as PyTorch's
 * BCEWithLogitsLoss. A logit above 0 says class 1.
 *
 * Loss max(z, 0) − z·label + ln(1 + exp(−|z|)), which overflows nowhere; gradient
 * (sigmoid(z) − label) · scale.
 */
export const binaryCrossEntropy: EngineLoss = {
  metric: 'accuracy',
  weightOf: (_, samples) => samples.length,
  measure,
};

function measure(logits: Float32Array, labels: Labels, scale: number | null): BatchLoss {
  const gradient = scale === null ? null : new Float32Array(logits.length);
  const losses = new Float64Array(labels.length);
  const predictions = new Int32Array(labels.length);
  let sum = 0;
  let score = 0;
  for (let i = 0; i < labels.length; i += 1) {
    const [logit, label] = [logits[i]!, labels[i]!];
    const exponential = Math.exp(-Math.abs(logit));
    losses[i] = Math.max(logit, 0) - logit * label + Math.log(1 + exponential);
    predictions[i] = Number(logit > 0);
    sum += losses[i]!;
    if (predictions[i] === label) score += 1;
    if (gradient === null || scale === null) continue;
    const probability = (logit > 0 ? 1 : exponential) / (1 + exponential);
    gradient[i] = (probability - label) * scale;
  }
  return { sum, score, losses, predictions, gradient };
}
