import { trialLabel } from '../study/labels.ts';
import { testKey } from '../study/keys.ts';
import type { Metrics, TestMetrics } from '../study/results.ts';
import { metricList } from '../study/trial-inputs.ts';
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
  const more = metricList(trial.metrics);
  const key = testKey({ arithmetic, images, labels, layers, loss, ...more, state });
  const step = {
    arithmetic,
    about: { trial: trialLabel(trial) },
    step: 'test',
    key,
    store: input.store,
    log: trialLog(input.key),
    trial: trial.index,
  };
  const tested = await computeStep<TestMetrics>(deps, step, async (file, hooks) => {
    const request = {
      type: 'evaluate' as const,
      training: trial.training,
      ...(trial.metrics && { metrics: trial.metrics }),
      data: { images: await file(images), labels: await file(labels) },
      samples: null,
      state: await file(state),
    };
    return (await deps.trainers.run(request, hooks)).metrics;
  });
  // Of many classes it is too large for a workflow's history; its record has it.
  const { confusionMatrix: _, ...metrics } = tested;
  return metrics;
}
