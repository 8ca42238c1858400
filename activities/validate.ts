import { arithmeticAt } from '../study/arithmetic.ts';
import { validationMetrics } from '../study/metrics.ts';
import type { Metrics } from '../study/results.ts';
import type { StepDeps } from './deps.ts';
import { computeStep } from './compute.ts';
import type { PlacedTrialInput } from './inputs.ts';
import { trialLog } from './step.ts';
import { epochProgress } from './step-progress.ts';
import { validationKey } from './trial-keys.ts';

export interface ValidateInput extends PlacedTrialInput {
  readonly epoch: number;
  readonly state: string;
}

/** Null metrics: the weights are finite, but what they compute on these samples is not. */
export interface ValidateOutput {
  readonly metrics: Metrics | null;
}

/** Loss and accuracy of a state on the validation samples. */
export async function validate(deps: StepDeps, input: ValidateInput): Promise<ValidateOutput> {
  const { trial, epoch, data, split, state } = input;
  const more = validationMetrics(trial.metrics);
  const step = {
    arithmetic: arithmeticAt(input, epoch),
    about: epochProgress(trial, epoch),
    step: 'validate',
    key: validationKey(input, epoch, state),
    store: input.store,
    log: trialLog(input.key),
    trial: trial.index,
    epoch,
  };
  return computeStep(deps, step, async (file, hooks) => {
    const request = {
      type: 'evaluate' as const,
      training: trial.training,
      ...(more && { metrics: more }),
      data: { images: await file(data.trainImages), labels: await file(data.trainLabels) },
      samples: await file(split.validation),
      state: await file(state),
    };
    const { metrics } = await deps.trainers.run(request, hooks);
    return { metrics: Number.isFinite(metrics.loss) ? metrics : null };
  });
}
