import { nameOf } from '../study/labels.ts';
import type { Metrics } from '../study/results.ts';
import { testKey } from '../study/keys.ts';
import type { StepDeps } from './deps.ts';
import { computeStep } from './compute.ts';
import type { PlacedTrialInput } from './inputs.ts';
import { trialLog } from './step.ts';

export interface TestInput extends PlacedTrialInput {
  /** The state to test: the best epoch's. */
  readonly state: string;
}

/** Loss and accuracy of a state on all test images; done once a trial, on its best epoch. */
export async function test(deps: StepDeps, input: TestInput): Promise<Metrics> {
  const { trial, data, state, arithmetic } = input;
  const { layers, loss } = trial.training;
  const images = data.testImages;
  const labels = data.testLabels;
  const key = testKey({ arithmetic, images, labels, layers, loss, state });
  const step = {
    arithmetic,
    about: nameOf(trial),
    step: 'test',
    key,
    store: input.store,
    log: trialLog(input.key),
    trial: trial.index,
  };
  return computeStep(deps, step, async (file, hooks) => {
    const request = {
      type: 'evaluate' as const,
      training: trial.training,
      data: { images: await file(images), labels: await file(labels) },
      samples: null,
      state: await file(state),
    };
    return (await deps.trainers.run(request, hooks)).metrics;
  });
}
