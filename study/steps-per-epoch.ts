import type { TrainingSpec } from './spec.ts';

type BatchSpec = Pick<TrainingSpec, 'batchSize' | 'gradientAccumulation'>;

/** How many samples a step of the optimizer takes: the effective batch. */
export function samplesPerStep({ batchSize, gradientAccumulation = 1 }: BatchSpec): number {
  return batchSize * gradientAccumulation;
}

/** How often the optimizer steps in an epoch over so many samples; the last step may have fewer. */
export function stepsPerEpoch(training: BatchSpec, samples: number): number {
  return Math.ceil(samples / samplesPerStep(training));
}
