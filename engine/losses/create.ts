import type { Loss } from '../../study/spec.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { EngineLoss } from './loss.ts';
import { weightedCrossEntropy } from './weighted-cross-entropy.ts';

/** The loss that a spec names. */
export function createLoss(loss: Loss): EngineLoss {
  const isPlain = loss.labelSmoothing === 0 && loss.classWeights === undefined;
  return isPlain ? crossEntropy : weightedCrossEntropy(loss);
}
