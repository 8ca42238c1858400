import { splitSamples } from '../engine/split.ts';
import { splitKey } from '../study/keys.ts';
import { splitInputs } from '../study/trial-inputs.ts';
import type { ActivityDeps } from './deps.ts';
import type { SplitDigests, TrialInput } from './inputs.ts';
import { runLog, runStep } from './step.ts';

/** Cuts all but the test's samples into training and validation samples, by the seed of the split. */
export async function split(deps: ActivityDeps, input: TrialInput): Promise<SplitDigests> {
  const inputs = splitInputs(input.trial);
  const step = {
    step: 'split',
    key: splitKey(inputs),
    store: input.store,
    log: runLog(input.run),
    trial: input.trial.index,
    artifacts: (samples: SplitDigests) => Object.values(samples),
  };
  return runStep(deps, step, async () => {
    const { samples: total, split: parts, seed, randomness } = inputs;
    const samples = splitSamples({ total, ...parts, seed, randomness });
    return {
      train: await deps.store.writeArtifact(samples.train),
      validation: await deps.store.writeArtifact(samples.validation),
    };
  });
}
