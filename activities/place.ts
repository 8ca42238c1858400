import { CommitReader, trialRef } from '../store/commits.ts';
import type { TrialRef } from '../store/commits.ts';
import { updateRun } from '../store/runs.ts';
import { trialKey } from '../study/keys.ts';
import type { ActivityDeps } from './deps.ts';
import { toCommitted } from './checkpoint.ts';
import type { Committed } from './checkpoint.ts';
import type { SplitDigests, TrialInput } from './inputs.ts';
import { requireStore } from './step.ts';

export interface PlaceInput extends TrialInput {
  readonly split: SplitDigests;
}

export interface PlaceOutput {
  /** This worker's fingerprint: the trial is pinned to it. */
  readonly arithmetic: string;
  readonly key: string;
  /** The newest commit of the trial that this study can use, or null. */
  readonly commit: Committed | null;
}

/**
 * Answers which arithmetic this worker computes with, and how far the trial has come under it.
 * No step of its own: it computes nothing, so it has no key and no record.
 */
export async function place(deps: ActivityDeps, input: PlaceInput): Promise<PlaceOutput> {
  requireStore(deps, input.store);
  const { fingerprint: arithmetic, engine } = await deps.trainers.describe();
  const { trial, data, split } = input;
  const key = trialKey({
    ...trial.training,
    arithmetic,
    images: data.trainImages,
    labels: data.trainLabels,
    trainSamples: split.train,
    validationSamples: split.validation,
    seed: trial.seed,
    monitor: trial.checkpoint.monitor,
  });
  const test = { images: data.testImages, labels: data.testLabels };
  await updateRun(deps.store, input.run, (ref) => ({
    ...ref,
    trials: { ...ref.trials, [trial.index]: { arithmetic, engine, key, test } },
  }));
  const tip = await deps.store.readRef<TrialRef>(trialRef(key));
  if (tip === null) return { arithmetic, key, commit: null };
  const chain = await new CommitReader(deps.store).chain(tip.commit, trial.epochs);
  const last = chain.at(-1);
  return { arithmetic, key, commit: last ? toCommitted(last.digest, last.commit) : null };
}
