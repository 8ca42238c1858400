import type { Loss } from '../../study/spec.ts';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { EngineLoss } from './loss.ts';
import { meanSquaredError } from './mean-squared-error.ts';
import { weightedCrossEntropy } from './weighted-cross-entropy.ts';

/**
 * The loss that a spec names.
 *
 * @param outputs how many numbers the model gives of a sample
 */
export function createLoss(loss: Loss, outputs: number): EngineLoss {
  switch (loss.type) {
    case 'crossEntropy': {
      const isPlain = loss.labelSmoothing === 0 && loss.classWeights === undefined;
      return isPlain ? crossEntropy : weightedCrossEntropy(loss);
    }
    case 'binaryCrossEntropy':
      return binaryCrossEntropy;
    case 'meanSquaredError':
      return meanSquaredError(outputs);
  }
}
