import { splitSamples } from '../engine/split.ts';
import type { KeyInputs } from '../study/key-inputs.ts';
import { splitKey } from '../study/keys.ts';
import { seedsOf } from '../study/seeds.ts';
import type { ActivityDeps } from './deps.ts';
import type { SplitDigests, TrialInput } from './inputs.ts';
import { runLog, runStep } from './step.ts';

/** MNIST's training images; the test images are never split. */
const SAMPLES = 60_000;

/** Cuts the training images into training and validation samples, by the trial's seed of the split. */
export async function split(deps: ActivityDeps, input: TrialInput): Promise<SplitDigests> {
  const { data, training } = input.trial;
  const step = {
    step: 'split',
    key: splitKey(splitInputs(input)),
    store: input.store,
    log: runLog(input.run),
    trial: input.trial.index,
    artifacts: (samples: SplitDigests) => Object.values(samples),
  };
  return runStep(deps, step, async () => {
    const samples = splitSamples({
      total: SAMPLES,
      train: data.split.train,
      validation: data.split.validation,
      seed: seedsOf(input.trial).split,
      randomness: training.randomness,
    });
    return {
      train: await deps.store.writeArtifact(samples.train),
      validation: await deps.store.writeArtifact(samples.validation),
    };
  });
}

/** What the split's key is made of. */
export function splitInputs({ trial }: TrialInput): KeyInputs['split'] {
  const { data, training } = trial;
  const seed = seedsOf(trial).split;
  return { samples: SAMPLES, split: data.split, seed, randomness: training.randomness };
}
