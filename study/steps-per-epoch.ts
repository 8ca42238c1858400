import type { TrainingSpec } from './spec.ts';

/** How often the optimizer steps in an epoch over so many samples; the last step may have fewer. */
export function stepsPerEpoch(training: Pick<TrainingSpec, 'batchSize'>, samples: number): number {
  return Math.ceil(samples / training.batchSize);
}
