import type { BatchLoss, EngineLoss, Labels } from './loss.ts';

/**
 * Softmax cross-entropy of logits, in double precision, rounded once at the end.
 *
 * Loss ln Σ exp(z) − z[label]; gradient (softmax(z) − onehot(label)) · scale.
 */
export const crossEntropy: EngineLoss = {
  metric: 'accuracy',
  weightOf: (_, samples) => samples.length,
  measure,
};

function measure(logits: Float32Array, labels: Labels, scale: number | null): BatchLoss {
  const batch = labels.length;
  const classes = logits.length / batch;
  const gradient = scale === null ? null : new Float32Array(logits.length);
  const exponentials = new Float64Array(classes);
  const losses = new Float64Array(batch);
  const predictions = new Int32Array(batch);
  let sum = 0;
  let score = 0;
  for (let row = 0; row < batch; row += 1) {
    const start = row * classes;
    const label = labels[row]!;
    let largest = -Infinity;
    let prediction = 0;
    for (let i = 0; i < classes; i += 1) {
      const logit = logits[start + i]!;
      if (logit > largest) {
        largest = logit;
        prediction = i;
      }
    }
    let total = 0;
    for (let i = 0; i < classes; i += 1) {
      const exponential = Math.exp(logits[start + i]! - largest);
      exponentials[i] = exponential;
      total += exponential;
    }
    losses[row] = Math.log(total) - (logits[start + label]! - largest);
    predictions[row] = prediction;
    sum += losses[row]!;
    if (prediction === label) score += 1;
    if (gradient === null || scale === null) continue;
    const perTotal = scale / total;
    for (let i = 0; i < classes; i += 1) gradient[start + i] = exponentials[i]! * perTotal;
    gradient[start + label] = (exponentials[label]! / total - 1) * scale;
  }
  return { sum, score, losses, predictions, gradient };
}
