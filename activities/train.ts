import { rm } from 'node:fs/promises';
import type { Divergence, Metrics } from '../study/results.ts';
import { trainKey } from '../study/keys.ts';
import type { ActivityDeps } from './deps.ts';
import { computeStep } from './compute.ts';
import type { PlacedTrialInput } from './inputs.ts';
import { trialLog } from './step.ts';

export interface TrainInput extends PlacedTrialInput {
  /** From 1. */
  readonly epoch: number;
  /** The state to start from, null for epoch 1. */
  readonly state: string | null;
}

export interface TrainOutput {
  /** The state after the epoch. */
  readonly state: string;
  readonly metrics: Metrics;
  readonly diverged?: Divergence;
}

/** Trains one epoch; the new state is in the store before the step returns. */
export async function train(deps: ActivityDeps, input: TrainInput): Promise<TrainOutput> {
  const { trial, epoch, data, split, state, key: log, arithmetic } = input;
  const key = trainKey({
    ...trial.training,
    arithmetic,
    images: data.trainImages,
    labels: data.trainLabels,
    samples: split.train,
    seed: trial.seed,
    epoch,
    state,
  });
  const step = {
    arithmetic,
    about: { variant: trial.variant, seed: trial.seed, epoch },
    step: 'train',
    key,
    store: input.store,
    log: trialLog(log),
    trial: trial.index,
    epoch,
  };
  return computeStep(deps, step, async (file, hooks) => {
    const output = await deps.store.stagingFile();
    const request = {
      type: 'train' as const,
      training: trial.training,
      seed: trial.seed,
      epoch,
      data: { images: await file(data.trainImages), labels: await file(data.trainLabels) },
      samples: await file(split.train),
      state: state === null ? null : await file(state),
      output,
    };
    try {
      const trained = await deps.trainers.run(request, hooks);
      await deps.store.adoptFile(output, trained.state);
      const { metrics, diverged } = trained;
      return { state: trained.state, metrics, ...(diverged && { diverged }) };
    } finally {
      // A failed attempt must not leave half a state on a disk that may be full.
      await rm(output, { force: true });
    }
  });
}
