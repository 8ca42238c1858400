import type { EngineLoss } from './loss.ts';

/**
 * Squared error, in double precision, as PyTorch's MSELoss: the mean is over samples and outputs.
 *
 * A sample's loss is Σ (z − label)² / outputs; gradient 2 (z − label) / outputs · scale.
 *
 * @param outputs numbers that are predicted of a sample
 */
export function meanSquaredError(outputs: number): EngineLoss {
  return {
    metric: 'mae',
    weightOf: (_, samples) => samples.length,
    measure: (logits, labels, scale) => {
      const gradient = scale === null ? null : new Float32Array(logits.length);
      const losses = new Float64Array(labels.length / outputs);
      let squares = 0;
      let sizes = 0;
      for (let i = 0; i < logits.length; i += 1) {
        const error = logits[i]! - labels[i]!;
        squares += error * error;
        sizes += Math.abs(error);
        losses[Math.floor(i / outputs)]! += (error * error) / outputs;
        if (gradient !== null && scale !== null) gradient[i] = ((2 * error) / outputs) * scale;
      }
      return {
        sum: squares / outputs,
        score: sizes / outputs,
        losses,
        predictions: null,
        gradient,
      };
    },
  };
}
