import { arithmeticAt } from '../study/arithmetic.ts';
import type { Divergence, Metrics } from '../study/results.ts';
import { trainingSeed } from '../study/seeds.ts';
import type { StepDeps } from './deps.ts';
import { computeStep, withOutput } from './compute.ts';
import type { PlacedTrialInput } from './inputs.ts';
import { trialLog } from './step.ts';
import { epochProgress } from './step-progress.ts';
import { epochKey } from './trial-keys.ts';

export interface TrainInput extends PlacedTrialInput {
  /** From 1. */
  readonly epoch: number;
  /** The state to start from, null for epoch 1. */
  readonly state: string | null;
  /** Whether the new state's bytes are needed, and not only its digest. */
  readonly restore: boolean;
  /** What a plateau has made of the learning rate: a factor. Default: 1. */
  readonly rateScale?: number;
}

export interface TrainOutput {
  /** The state after the epoch. */
  readonly state: string;
  readonly metrics: Metrics;
  readonly diverged?: Divergence;
}

/** Trains one epoch; the new state is in the store before the step returns. */
export async function train(deps: StepDeps, input: TrainInput): Promise<TrainOutput> {
  const { trial, epoch, data, split, state, rateScale = 1 } = input;
  const step = {
    arithmetic: arithmeticAt(input, epoch),
    about: epochProgress(trial, epoch),
    step: 'train',
    key: epochKey(input, epoch, state, rateScale),
    store: input.store,
    log: trialLog(input.key),
    trial: trial.index,
    epoch,
    // A state that nobody reads again may be gone: the record alone gives its digest.
    artifacts: (output: TrainOutput) => (input.restore ? [output.state] : []),
  };
  return computeStep(deps, step, (file, hooks) =>
    withOutput(deps.store, async (output) => {
      const request = {
        type: 'train' as const,
        training: trial.training,
        seed: trainingSeed(trial),
        epoch,
        rateScale,
        data: { images: await file(data.trainImages), labels: await file(data.trainLabels) },
        samples: await file(split.train),
        state: state === null ? null : await file(state),
        output,
      };
      const trained = await deps.trainers.run(request, hooks);
      await deps.store.adoptFile(output, trained.state);
      const { metrics, diverged } = trained;
      return { state: trained.state, metrics, ...(diverged && { diverged }) };
    }),
  );
}
