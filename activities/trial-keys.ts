import { arithmeticAt } from '../study/arithmetic.ts';
import { checkpointKey, testKey, trainKey, validateKey } from '../study/keys.ts';
import type { KeyInputs } from '../study/key-inputs.ts';
import { validationMetrics } from '../study/metrics.ts';
import { trainingSeed } from '../study/seeds.ts';
import { metricList } from '../study/trial-inputs.ts';
import { controlSpecOf } from '../study/training-control.ts';
import type { PlacedTrialInput } from './inputs.ts';

/** The key of an epoch of a trial, from the state before it. */
export function epochKey(
  input: PlacedTrialInput,
  epoch: number,
  state: string | null,
  rateScale: number,
): string {
  const { trial, data, split } = input;
  return trainKey({
    ...trial.training,
    arithmetic: arithmeticAt(input, epoch),
    images: data.trainImages,
    labels: data.trainLabels,
    samples: split.train,
    seed: trainingSeed(trial),
    epoch,
    state,
    rateScale,
  });
}

/** The key of a state's metrics over the trial's validation samples. */
export function validationKey(input: PlacedTrialInput, epoch: number, state: string): string {
  const { trial, data, split } = input;
  const { layers, loss } = trial.training;
  return validateKey({
    arithmetic: arithmeticAt(input, epoch),
    images: data.trainImages,
    labels: data.trainLabels,
    samples: split.validation,
    layers,
    loss,
    ...metricList(validationMetrics(trial.metrics)),
    state,
  });
}

/** The key of a state's metrics over the test set. */
export function testedKey({ trial, data, arithmetic }: PlacedTrialInput, state: string): string {
  const { layers, loss } = trial.training;
  return testKey({
    arithmetic,
    images: data.testImages,
    labels: data.testLabels,
    layers,
    loss,
    ...metricList(trial.metrics),
    state,
  });
}

/** The key of a commit of the trial's chain. */
export function commitKey(
  { trial }: PlacedTrialInput,
  { parent, epoch, state, metrics, diverged }: Omit<KeyInputs['checkpoint'], 'monitor' | 'control'>,
): string {
  const { monitor } = trial.checkpoint;
  const control = controlSpecOf(trial);
  return checkpointKey({
    ...{ parent, epoch, state, metrics, monitor },
    ...(diverged && { diverged }),
    ...(control && { control }),
  });
}
