import { readSplitFile } from '../datasets/own/split-file.ts';
import { encodeParts, splitSamples } from '../engine/split.ts';
import type { SplitSamples } from '../engine/split.ts';
import { decodeIdx } from '../formats/idx.ts';
import { splitKey } from '../study/keys.ts';
import type { KeyInputs } from '../study/key-inputs.ts';
import { splitInputs } from '../study/trial-inputs.ts';
import type { Store } from '../store/store.ts';
import type { ActivityDeps } from './deps.ts';
import type { SplitDigests, TrialInput } from './inputs.ts';
import { runLog, runStep } from './step.ts';

/** Cuts all but the test's samples into training and validation samples, by the seed of the split. */
export async function split(deps: ActivityDeps, input: TrialInput): Promise<SplitDigests> {
  const inputs = splitInputs(input.trial, input.data.trainLabels);
  const step = {
    step: 'split',
    key: splitKey(inputs),
    store: input.store,
    log: runLog(input.run),
    trial: input.trial.index,
    artifacts: (samples: SplitDigests) => Object.values(samples),
  };
  return runStep(deps, step, async () => {
    const samples = await cut(deps.store, inputs);
    return {
      train: await deps.store.writeArtifact(samples.train),
      validation: await deps.store.writeArtifact(samples.validation),
    };
  });
}

async function cut(store: Store, inputs: KeyInputs['split']): Promise<SplitSamples> {
  const { samples: total, split: parts, fold, labels, ...drawn } = inputs;
  const { train, validation, folds, file } = parts;
  if (file !== undefined) return encodeParts(readSplitFile(await store.readArtifact(file), total));
  return splitSamples({
    ...drawn,
    ...{ total, train, validation },
    ...(folds !== undefined && fold !== undefined && { folds: { count: folds, fold } }),
    ...(labels !== undefined && { labels: decodeIdx(await store.readArtifact(labels)).values }),
  });
}
