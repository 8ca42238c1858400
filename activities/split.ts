import { splitSamples } from '../engine/split.ts';
import type { KeyInputs } from '../study/key-inputs.ts';
import { splitKey } from '../study/keys.ts';
import type { ActivityDeps } from './deps.ts';
import type { SplitDigests, TrialInput } from './inputs.ts';
import { runLog, runStep } from './step.ts';

/** Cuts all but the test's samples into training and validation samples, by the trial's seed. */
export async function split(deps: ActivityDeps, input: TrialInput): Promise<SplitDigests> {
  const { data, seed, training } = input.trial;
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
      total: data.samples,
      train: data.split.train,
      validation: data.split.validation,
      seed,
      randomness: training.randomness,
    });
    return {
      train: await deps.store.writeArtifact(samples.train),
      validation: await deps.store.writeArtifact(samples.validation),
    };
  });
}

/** What the split's key is made of. */
export function splitInputs({ trial: { data, seed, training } }: TrialInput): KeyInputs['split'] {
  return { samples: data.samples, split: data.split, seed, randomness: training.randomness };
}
