import type { Loss } from '../../study/spec.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { EngineLoss } from './loss.ts';

const LOSSES: Readonly<Record<Loss, EngineLoss>> = { crossEntropy };

/** The loss that a spec names. */
export function createLoss(loss: Loss): EngineLoss {
  return LOSSES[loss];
}
