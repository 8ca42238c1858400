import { trialLabel } from '../study/labels.ts';
import type { Metrics, TestMetrics } from '../study/results.ts';
import type { StepDeps } from './deps.ts';
import { computeStep, withOutput } from './compute.ts';
import type { PlacedTrialInput } from './inputs.ts';
import { trialLog } from './step.ts';
import { testedKey } from './trial-keys.ts';

export interface TestInput extends PlacedTrialInput {
  /** The state to test: the best epoch's. */
  readonly state: string;
}

/**
 * Loss and accuracy of a state on all test images, and what it takes each of them for; done once a
 * trial, on its best epoch.
 */
export async function test(deps: StepDeps, input: TestInput): Promise<Metrics> {
  const { trial, data, state, arithmetic } = input;
  const step = {
    arithmetic,
    about: { trial: trialLabel(trial) },
    step: 'test',
    key: testedKey(input, state),
    store: input.store,
    log: trialLog(input.key),
    trial: trial.index,
    artifacts: ({ predictions }: TestMetrics) => (predictions === undefined ? [] : [predictions]),
  };
  const tested = await computeStep<TestMetrics>(deps, step, (file, hooks) =>
    withOutput(deps.store, async (output) => {
      const request = {
        type: 'evaluate' as const,
        training: trial.training,
        ...(trial.metrics && { metrics: trial.metrics }),
        data: { images: await file(data.testImages), labels: await file(data.testLabels) },
        samples: null,
        state: await file(state),
        output,
      };
      const { metrics, predictions } = await deps.trainers.run(request, hooks);
      if (predictions === undefined) throw new Error('a request with an output writes it');
      await deps.store.adoptFile(output, predictions);
      return { ...metrics, predictions };
    }),
  );
  // Its record has the rest: of many classes a matrix is too large for a workflow's history.
  const { confusionMatrix: _matrix, predictions: _predictions, ...metrics } = tested;
  return metrics;
}
