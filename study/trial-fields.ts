import { keyedInputs } from './keys.ts';
import type { PlannedTrial } from './plan.ts';
import { metricList, splitInputs, trialInputs } from './trial-inputs.ts';

/** Fields of a spec under its own names: `{ training: { batchSize: 128, … }, … }`. */
export type SpecFields = Readonly<Record<string, unknown>>;

/** All fields of the spec that a trial was made from, its variables filled in. */
export function trialFields(trial: PlannedTrial): SpecFields {
  const { dataset, sources, split } = trial.data;
  const { layers, randomness, ...training } = trial.training;
  const { epochs, earlyStopping } = trial;
  const { input, model } = writtenLayers(layers);
  return {
    data: { dataset, sources, split, ...input },
    model,
    training: { ...training, epochs, earlyStopping },
    checkpoint: trial.checkpoint,
    metrics: trial.metrics,
    randomness,
  };
}

/** Those of them that are in the keys of its steps, without what is as it is by default. */
export function keyedFields(trial: PlannedTrial): SpecFields {
  const { split } = keyedInputs('split', splitInputs(trial, ANY));
  const {
    layers,
    randomness,
    monitor,
    metricList: _validation,
    ...rest
  } = keyedInputs('trial', trialInputs(trial, ANY, DATA, SAMPLES));
  const { metricList: metrics } = keyedInputs('test', {
    ...trial.training,
    ...{ arithmetic: ANY, images: ANY, labels: ANY, state: ANY },
    ...metricList(trial.metrics),
  });
  const training = Object.entries(rest).filter(([name]) => !OF_RUN.has(name));
  const { input, model } = writtenLayers(layers as readonly { readonly type: string }[]);
  return {
    data: { dataset: trial.data.dataset, split, ...input },
    model,
    training: Object.fromEntries(training),
    checkpoint: { monitor },
    metrics,
    randomness,
  };
}

/** Layers where the spec has them: those that `data` puts before the model's are fields of it. */
function writtenLayers(layers: readonly { readonly type: string }[]): {
  readonly input: SpecFields;
  readonly model: SpecFields;
} {
  const isInput = ({ type }: { readonly type: string }): boolean => INPUT_LAYERS.has(type);
  const input = layers.filter(isInput).map(({ type }) => [type, true] as const);
  return {
    input: Object.fromEntries(input),
    model: { layers: layers.filter((layer) => !isInput(layer)) },
  };
}
const INPUT_LAYERS: ReadonlySet<string> = new Set(['standardise', 'scale']);

/** In place of digests, which follow from the data and the seed. */
const ANY = '';
const DATA = { trainImages: ANY, trainLabels: ANY };
const SAMPLES = { train: ANY, validation: ANY };

/** What is in a trial's key and in no field of its variant. */
const OF_RUN: ReadonlySet<string> = new Set([
  'arithmetic',
  'images',
  'labels',
  'trainSamples',
  'validationSamples',
  'seed',
]);
