import type { Loss } from '../../study/spec.ts';
import type { EngineLoss } from './loss.ts';

/**
 * Softmax cross-entropy with smoothed labels and weighted classes, in double precision, as PyTorch's
 * cross_entropy with `label_smoothing` and `weight`.
 *
 * A sample's loss is −Σ target[c]·ln softmax(z)[c], where each class has the target smoothing /
 * classes, the label 1 − smoothing more, all times the class's weight. The mean divides by the sum
 * of the labels' weights.
 */
export function weightedCrossEntropy({
  labelSmoothing,
  classWeights,
}: Extract<Loss, { type: 'crossEntropy' }>): EngineLoss {
  const weightOfClass = (index: number): number => classWeights?.[index] ?? 1;
  return {
    metric: 'accuracy',
    weightOf: (labels, samples) =>
      classWeights === undefined
        ? samples.length
        : samples.reduce((sum, sample) => sum + weightOfClass(labels[sample]!), 0),
    measure: (logits, labels, scale) => {
      const classes = logits.length / labels.length;
      const gradient = scale === null ? null : new Float32Array(logits.length);
      const spread = new Float64Array(classes);
      for (let i = 0; i < classes; i += 1)
        spread[i] = (labelSmoothing / classes) * weightOfClass(i);
      const spreadTotal = spread.reduce((sum, part) => sum + part, 0);
      const exponentials = new Float64Array(classes);
      const losses = new Float64Array(labels.length);
      const predictions = new Int32Array(labels.length);
      let sum = 0;
      let score = 0;
      for (let start = 0, row = 0; row < labels.length; row += 1, start += classes) {
        const label = labels[row]!;
        const own = (1 - labelSmoothing) * weightOfClass(label);
        let prediction = 0;
        for (let i = 1; i < classes; i += 1) {
          if (logits[start + i]! > logits[start + prediction]!) prediction = i;
        }
        predictions[row] = prediction;
        if (prediction === label) score += 1;
        const largest = logits[start + prediction]!;
        let total = 0;
        for (let i = 0; i < classes; i += 1) {
          exponentials[i] = Math.exp(logits[start + i]! - largest);
          total += exponentials[i]!;
        }
        const logTotal = Math.log(total);
        for (let i = 0; i < classes; i += 1) {
          const target = i === label ? spread[i]! + own : spread[i]!;
          const part = target * (logTotal - (logits[start + i]! - largest));
          losses[row]! += part;
          sum += part;
          if (gradient === null || scale === null) continue;
          const probability = exponentials[i]! / total;
          gradient[start + i] = ((spreadTotal + own) * probability - target) * scale;
        }
      }
      return { sum, score, losses, predictions, gradient };
    },
  };
}
