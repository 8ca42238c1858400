import type { KeyInputs } from './key-inputs.ts';
import { validationMetrics } from './metrics.ts';
import type { PlannedTrial } from './plan.ts';
import { seedsOf, trainingSeed } from './seeds.ts';
import type { Metric } from './spec.ts';

/**
 * What a trial's split's key is made of.
 *
 * @param labels the digest of the classes
 */
export function splitInputs(trial: PlannedTrial, labels: string): KeyInputs['split'] {
  const { data, training, fold } = trial;
  const isDrawn = data.split.file === undefined;
  return {
    samples: data.samples, // the test's are never split
    split: data.split,
    seed: isDrawn ? seedsOf(trial).split : 0,
    randomness: isDrawn ? training.randomness : 'paired',
    ...(fold !== undefined && { fold }),
    ...(data.split.stratified && { labels }),
  };
}

/** The metrics in a key, where there are more than those that are measured anyway. */
export function metricList(metrics: readonly Metric[] | undefined): {
  readonly metricList?: readonly Metric[];
} {
  return metrics === undefined ? {} : { metricList: metrics };
}

/** What a trial's key is made of, from the digests of its data and samples. */
export function trialInputs(
  trial: PlannedTrial,
  arithmetic: string,
  data: { readonly trainImages: string; readonly trainLabels: string },
  samples: { readonly train: string; readonly validation: string },
): KeyInputs['trial'] {
  return {
    ...trial.training,
    arithmetic,
    images: data.trainImages,
    labels: data.trainLabels,
    trainSamples: samples.train,
    validationSamples: samples.validation,
    seed: trainingSeed(trial),
    monitor: trial.checkpoint.monitor,
    ...metricList(validationMetrics(trial.metrics)),
    ...(trial.earlyStopping && { earlyStopping: trial.earlyStopping }),
  };
}
