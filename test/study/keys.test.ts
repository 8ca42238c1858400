import { readFileSync } from 'node:fs';
import { digestOf } from '../../study/digest.ts';
import { KEY_INPUTS, STEP_VERSIONS } from '../../study/key-inputs.ts';
import type { KeyedStep, KeyInputs } from '../../study/key-inputs.ts';
import * as keys from '../../study/keys.ts';
import type { Plan } from '../../study/plan.ts';
import type { EarlyStopping, Schedule } from '../../study/spec.ts';
import { planSchedule } from '../../study/schedules.ts';
import { controlSpecOf } from '../../study/training-control.ts';
import { judgedPart } from '../../study/registration.ts';
import { readLoss } from '../../study/losses.ts';
import { readOptimizer } from '../../study/optimizers.ts';
import { trainingSeed } from '../../study/seeds.ts';
import { validationMetrics } from '../../study/metrics.ts';
import { metricList, splitInputs, trialInputs } from '../../study/trial-inputs.ts';
import { planOf } from './spec-files.ts';

const RELU = readFileSync('specs/relu.yaml', 'utf8');

/** The keys of a study's first seed of its last variant, two epochs, every artifact a digest. */
function keysOf(plan: Plan): Readonly<Record<KeyedStep, string>> {
  const trial = plan.trials.findLast(({ seed }) => seed === plan.trials[0]!.seed)!;
  const { training, data, checkpoint } = trial;
  const seed = trainingSeed(trial);
  const { layers, loss } = training;
  const { monitor } = checkpoint;
  const validated = metricList(validationMetrics(trial.metrics));
  const control = controlSpecOf(trial);
  const arithmetic = 'f'.repeat(64);
  const download = keys.downloadKey({ dataset: data.dataset });
  const [images, labels] = [digestOf([download, 'images']), digestOf([download, 'labels'])];
  const split = keys.splitKey(splitInputs(trial, labels));
  const trainSamples = digestOf([split, 'train']);
  const validationSamples = digestOf([split, 'validation']);
  const common = { arithmetic, images, labels, layers, loss };
  let state: string | null = null;
  let parent: string | null = null;
  let train = '';
  let validate = '';
  let commit = '';
  for (const epoch of [1, 2]) {
    const inputs = { ...common, ...training, samples: trainSamples, seed };
    train = keys.trainKey({ ...inputs, epoch, state });
    state = digestOf(train);
    validate = keys.validateKey({ ...common, ...validated, samples: validationSamples, state });
    const measured = (key: string): { loss: number; accuracy: number } => ({
      loss: parseInt(key.slice(7, 19), 16),
      accuracy: 0.5,
    });
    const metrics = { train: measured(train), validation: measured(validate) };
    const controlled = control === null ? {} : { control };
    commit = keys.checkpointKey({ parent, epoch, state, metrics, monitor, ...controlled });
    parent = commit;
  }
  const test = keys.testKey({ ...common, ...metricList(trial.metrics), state: state! });
  const table = digestOf([
    plan.trials.map(({ variant, seed: s, epochs }) => [variant, s, epochs]),
    commit,
    test,
  ]);
  const compare = keys.compareKey({ table, plan: digestOf(judgedPart(plan)), registration: 'r' });
  const plot = keys.plotKey({ curves: table, differences: compare });
  return {
    download,
    split,
    train,
    validate,
    checkpoint: commit,
    test,
    trial: keys.trialKey(
      trialInputs(
        trial,
        arithmetic,
        { trainImages: images, trainLabels: labels },
        { train: trainSamples, validation: validationSamples },
      ),
    ),
    compare,
    plot,
    report: keys.reportKey({
      inputs: digestOf([plan.study, plan.question ?? null, compare, plot]),
    }),
  };
}

const AFTER_TRAINING = [
  'checkpoint',
  'compare',
  'plot',
  'report',
  'test',
  'train',
  'trial',
  'validate',
];
const TABLE = ['compare', 'plot', 'report'];

// What each field of the spec changes, its effects through artifacts included.
test.each<[override: string, changed: readonly string[]]>([
  ['study=another', ['report']],
  ['question=Why?', ['report']],
  ['data.split={ train: 40000, validation: 10000 }', [...AFTER_TRAINING, 'split']],
  ['data.split={ train: 50000, validation: 5000 }', [...AFTER_TRAINING, 'split']],
  ['data.split.stratified=true', [...AFTER_TRAINING, 'split']],
  ['data.split.stratified=false', []],
  ['data.split={ folds: 6 }', [...AFTER_TRAINING, 'split']],
  ['data.split={ file: split.csv }', [...AFTER_TRAINING, 'split']],
  ['data.standardise=true', AFTER_TRAINING],
  ['data.scale=true', AFTER_TRAINING],
  ['data.scale=false', []],
  ['model.layers[1].dense.units=256', AFTER_TRAINING],
  ['matrix.activation=[relu, linear]', AFTER_TRAINING],
  ['training.epochs=2', TABLE],
  ['training.batchSize=64', AFTER_TRAINING],
  ['training.optimizer.sgd.learningRate=0.1', AFTER_TRAINING],
  ['training.optimizer={ sgd: { learningRate: 0.15, momentum: 0.9 } }', AFTER_TRAINING],
  ['training.optimizer={ sgd: { learningRate: 0.15, weightDecay: 0.1 } }', AFTER_TRAINING],
  ['training.optimizer={ adam: { learningRate: 0.15 } }', AFTER_TRAINING],
  ['training.schedule=cosine', AFTER_TRAINING],
  ['training.schedule={ constant: { warmup: 1 } }', AFTER_TRAINING],
  ['training.schedule=constant', []],
  // Its epochs are computed alike; only the chain of commits is another.
  ['training.earlyStopping={ patience: 3 }', ['checkpoint', ...TABLE, 'trial']],
  ['training.schedule=reduceOnPlateau', ['checkpoint', ...TABLE, 'trial']],
  ['training.schedule={ reduceOnPlateau: { warmup: 9 } }', AFTER_TRAINING],
  ['training.gradientClipping={ norm: 1 }', AFTER_TRAINING],
  ['training.gradientAccumulation=4', AFTER_TRAINING],
  ['training.gradientAccumulation=1', []],
  ['training.loss={ crossEntropy: { labelSmoothing: 0.1 } }', AFTER_TRAINING],
  [`training.loss={ crossEntropy: { classWeights: [${'1, '.repeat(10)}] } }`, AFTER_TRAINING],
  ['checkpoint.keep=[all]', []],
  // Nothing is trained again because somebody wants one more number.
  ['metrics=[f1]', ['checkpoint', ...TABLE, 'test', 'trial', 'validate']],
  ['metrics=[topK]', ['checkpoint', ...TABLE, 'test', 'trial', 'validate']],
  ['metrics=[confusionMatrix]', [...TABLE, 'test']],
  ['metrics=[accuracy]', []],
  ['metrics=[]', []],
  ['checkpoint.monitor=validation.loss', ['checkpoint', 'compare', 'plot', 'report', 'trial']],
  ['seeds=[0, 1]', TABLE],
  ['seeds=[1]', [...AFTER_TRAINING, 'split']],
  ['randomness=paired', [...AFTER_TRAINING, 'split']],
  ['hypotheses=[]', TABLE],
  ['hypotheses[0].minEffect=0.02', TABLE],
  ['hypotheses[0].test=signFlip', TABLE],
  ['hypotheses[0].test=pairedT', []],
  ['hypotheses[0].onFailure=undecided', []],
  ['hypotheses[0].at=best', []],
  ['alpha=0.01', TABLE],
  ['alpha=0.05', []],
])('%s changes exactly the keys that depend on it', (override, changed) => {
  const before = keysOf(planOf(RELU));
  const after = keysOf(planOf(RELU, [override]));
  const different = (Object.keys(before) as KeyedStep[]).filter((s) => before[s] !== after[s]);
  expect(different.sort()).toEqual([...changed].sort());
});

test.each(['{ shift: 2 }', '{ flip: horizontal }', '{ noise: 0.1 }'])(
  'augmentation of %s changes the keys from training on',
  (augmentation) => {
    const paired = ['randomness=paired'];
    const before = keysOf(planOf(RELU, paired));
    const after = keysOf(planOf(RELU, [...paired, `training.augmentation=${augmentation}`]));
    const different = (Object.keys(before) as KeyedStep[]).filter((s) => before[s] !== after[s]);
    expect(different.sort()).toEqual(AFTER_TRAINING);
  },
);

test('early stopping and a plateau read no horizon: more epochs change no key of theirs', () => {
  const set = [
    'training.earlyStopping={ patience: 3 }',
    'training.schedule={ reduceOnPlateau: { patience: 1 } }',
  ];
  const { report: _r, compare: _c, plot: _p, ...short } = keysOf(planOf(RELU, set));
  expect(keysOf(planOf(RELU, [...set, 'training.epochs=90']))).toMatchObject(short);
});

test('an epoch under a plateau is that of a constant rate until the rate falls', () => {
  const inputs = SAMPLES.train;
  const { schedule: _, rateScale: _scale, ...constant } = inputs;
  const plateau = (fields: object): Schedule =>
    planSchedule({ reduceOnPlateau: fields }, { epochs: 9, stepsPerEpoch: 9 })!.schedule;
  const key = (fields: object, rateScale: number): string =>
    keys.trainKey({ ...inputs, schedule: plateau(fields), rateScale });
  expect(key({ patience: 3 }, 1)).toBe(keys.trainKey(constant));
  expect(key({ patience: 3 }, 0.1)).toBe(key({ patience: 4, factor: 0.5 }, 0.1));
  expect(key({ patience: 3 }, 0.1)).not.toBe(keys.trainKey(constant));
});

const HORIZONS: readonly [schedule: string, isOwn: boolean][] = [
  ['{ step: { every: 2 } }', false],
  ['{ exponential: { factor: 0.9, warmup: 100 } }', false],
  ['{ cosine: { over: 50 } }', false],
  ['{ oneCycle: { over: 50, warmup: 0.1 } }', false],
  ['cosine', true],
  ['oneCycle', true],
  ['{ exponential: { factor: 0.9, warmup: 0.1 } }', true],
];

test.each(HORIZONS)('with %s more epochs change every key: %p', (schedule, follows) => {
  const planFor = (epochs: number): Plan =>
    planOf(RELU, [`training.schedule=${schedule}`, `training.epochs=${epochs}`]);
  const [short, long] = [keysOf(planFor(50)), keysOf(planFor(60))];
  const different = (Object.keys(short) as KeyedStep[]).filter((s) => short[s] !== long[s]);
  expect(different.sort()).toEqual(follows ? AFTER_TRAINING : TABLE);
  expect(planFor(50).trials[0]!.followsEpochs).toBe(follows || undefined);
});

test('metrics have the same keys in whatever order they are written', () => {
  const [one, other] = ['[f1, topK]', '[{ topK: { k: 5 } }, accuracy, f1]'].map((metrics) =>
    keysOf(planOf(RELU, [`metrics=${metrics}`])),
  );
  expect(one).toEqual(other);
});

test('a horizon that is written down is the one of as many epochs', () => {
  const [explicit, followed] = ['{ cosine: { over: 50 } }', 'cosine'].map((schedule) =>
    keysOf(planOf(RELU, [`training.schedule=${schedule}`])),
  );
  expect(explicit).toEqual(followed);
});

test('a variant and seed has the same keys in a study with another name and number of epochs', () => {
  const {
    report: _report,
    compare: _compare,
    plot: _plot,
    ...short
  } = keysOf(planOf(RELU, ['study=short', 'training.epochs=5']));
  expect(keysOf(planOf(RELU))).toMatchObject(short);
});

const EARLY_STOPPING: EarlyStopping = { monitor: 'train.loss', patience: 2, minDelta: 0 };
const SAMPLES: { readonly [S in KeyedStep]: Required<KeyInputs[S]> } = {
  download: { dataset: 'mnist' },
  split: {
    samples: 60_000,
    split: { train: 1, validation: 2 },
    seed: 0,
    randomness: 'torch',
    fold: 1,
    labels: 'l',
  },
  train: {
    arithmetic: 'a',
    images: 'i',
    labels: 'l',
    samples: 's',
    layers: [{ type: 'flatten' }],
    optimizer: readOptimizer({ sgd: { learningRate: 0.1 } }),
    schedule: { type: 'exponential', factor: 0.5, warmup: 3 },
    gradientClipping: { norm: 1 },
    augmentation: { shift: 2 },
    gradientAccumulation: 2,
    loss: readLoss('crossEntropy'),
    batchSize: 1,
    randomness: 'torch',
    seed: 0,
    epoch: 1,
    state: null,
    rateScale: 0.1,
  },
  validate: {
    arithmetic: 'a',
    images: 'i',
    labels: 'l',
    samples: 's',
    layers: [],
    loss: readLoss('crossEntropy'),
    metricList: [{ type: 'f1' }],
    state: 'w',
  },
  checkpoint: {
    parent: null,
    epoch: 1,
    state: 'w',
    metrics: { train: { loss: 1, accuracy: 0 }, validation: { loss: 1, accuracy: 0 } },
    monitor: 'train.loss',
    diverged: { epoch: 1, step: 1, lastLoss: null },
    control: { earlyStopping: EARLY_STOPPING },
  },
  test: {
    arithmetic: 'a',
    images: 'i',
    labels: 'l',
    layers: [],
    loss: readLoss('crossEntropy'),
    metricList: [{ type: 'f1' }],
    state: 'w',
  },
  compare: { table: 't', plan: 'p', registration: 'r' },
  plot: { curves: 'c', differences: 'd' },
  report: { inputs: 'r' },
  trial: {
    arithmetic: 'a',
    images: 'i',
    labels: 'l',
    trainSamples: 't',
    validationSamples: 'v',
    layers: [],
    optimizer: readOptimizer({ sgd: { learningRate: 0.1 } }),
    schedule: { type: 'exponential', factor: 0.5, warmup: 3 },
    gradientClipping: { norm: 1 },
    augmentation: { shift: 2 },
    gradientAccumulation: 2,
    loss: readLoss('crossEntropy'),
    batchSize: 1,
    randomness: 'torch',
    seed: 0,
    monitor: 'train.loss',
    metricList: [{ type: 'topK', k: 5 }],
    earlyStopping: EARLY_STOPPING,
  },
};
const STEPS = Object.keys(KEY_INPUTS) as readonly KeyedStep[];

function keyOf(step: KeyedStep, inputs: unknown): string {
  // The step's name says which inputs belong to it; the types cannot.
  const functions = keys as unknown as Record<string, (inputs: unknown) => string>;
  return functions[`${step}Key`]!(inputs);
}

test.each(STEPS)('the key of %s is the digest of its name, its version and its inputs', (step) => {
  const { optimizer, loss, metricList: listed, ...rest } = SAMPLES[step] as Record<string, unknown>;
  const withoutDefaults = {
    ...(listed !== undefined && { metricList: step === 'trial' ? ['topK'] : ['f1'] }),
    ...(optimizer !== undefined && { optimizer: { type: 'sgd', learningRate: 0.1 } }),
    ...(loss !== undefined && { loss: 'crossEntropy' }),
  };
  expect(keyOf(step, SAMPLES[step])).toBe(
    digestOf({ step, version: STEP_VERSIONS[step], ...rest, ...withoutDefaults }),
  );
});

/** Inputs whose parts the key looks at. */
const CHANGED: Readonly<Record<string, unknown>> = {
  layers: [{ type: 'dense', units: 3 }],
  optimizer: readOptimizer({ sgd: { learningRate: 0.2 } }),
  schedule: { type: 'exponential', factor: 0.25, warmup: 3 },
  loss: readLoss({ crossEntropy: { labelSmoothing: 0.1 } }),
  metricList: [{ type: 'topK', k: 3 }],
};

test.each(STEPS)('each input of %s that the table lists changes its key', (step) => {
  expect(Object.keys(SAMPLES[step]).sort()).toEqual(Object.keys(KEY_INPUTS[step]).sort());
  const all = Object.keys(SAMPLES[step]).map((input) =>
    keyOf(step, { ...SAMPLES[step], [input]: CHANGED[input] ?? 'changed' }),
  );
  expect(new Set([...all, keyOf(step, SAMPLES[step])]).size).toBe(all.length + 1);
});

test.each(STEPS)('nothing else changes the key of %s', (step) => {
  const more = { ...SAMPLES[step], study: 'x', epochs: 9, keep: ['all'], host: 'here' };
  expect(keyOf(step, more)).toBe(keyOf(step, SAMPLES[step]));
});

const OPTIONAL = new Set([
  ...['diverged', 'control', 'rateScale', 'schedule', 'earlyStopping'],
  ...['gradientClipping', 'gradientAccumulation', 'augmentation', 'metricList'],
]);
/** Inputs that are optional in one step, and needed in others. */
const OPTIONAL_IN: Readonly<Partial<Record<KeyedStep, readonly string[]>>> = {
  split: ['fold', 'labels'],
};

test.each(STEPS)('an input of %s that is missing is a bug, not another key', (step) => {
  for (const input of Object.keys(SAMPLES[step])) {
    if (OPTIONAL.has(input) || OPTIONAL_IN[step]?.includes(input)) continue;
    const { [input]: _, ...rest } = SAMPLES[step] as Record<string, unknown>;
    expect(() => keyOf(step, rest)).toThrow(input);
  }
});

test('a checkpoint that did not diverge and is not controlled has no such members in its key', () => {
  const { diverged: _, control: _control, ...rest } = SAMPLES.checkpoint;
  expect(keys.checkpointKey(rest)).toBe(digestOf({ step: 'checkpoint', version: 1, ...rest }));
});

test('every input says why it is in the key', () => {
  for (const step of STEPS) {
    for (const reason of Object.values(KEY_INPUTS[step])) expect(reason.length).toBeGreaterThan(10);
  }
});

test('a variable that is a path has the keys of the field that is written so', () => {
  const one = (overrides: readonly string[]): Plan => planOf(RELU, ['hypotheses=[]', ...overrides]);
  const { compare: _, ...byPath } = keysOf(one(['matrix.training.batchSize=[64]']));
  const { plot: _p, report: _r, ...same } = byPath;
  expect(keysOf(one(['training.batchSize=64']))).toMatchObject(same);
});

test('a layer that keeps its number where another is left out has a key of its own', () => {
  const layers = 'model.layers=[flatten, {name: a, dense: {units: 9}}, dense: {units: 10}]';
  const without = planOf(RELU, [
    layers,
    'matrix={}',
    'hypotheses=[]',
    'ablate=[a]',
    'randomness=paired',
  ]);
  const shorter = planOf(RELU, [
    'model.layers=[flatten, dense: {units: 10}]',
    'matrix={}',
    'hypotheses=[]',
    'randomness=paired',
  ]);
  expect(keysOf(without).split).toBe(keysOf(shorter).split);
  expect(keysOf(without).train).not.toBe(keysOf(shorter).train);
});

test('seeds share the keys of what `vary` holds fixed', () => {
  const at = (seed: number, vary: string): Readonly<Record<KeyedStep, string>> => {
    const overrides = ['randomness=paired', 'seeds=[0, 1]', `vary=${vary}`];
    const { trials, ...plan } = planOf(RELU, overrides);
    return keysOf({ ...plan, trials: trials.filter((trial) => trial.seed === seed) });
  };
  const all = '[split, init, order]';
  const same = (vary: string, seed: number, of: string): readonly string[] =>
    (['split', 'train', 'trial'] as const).filter((s) => at(1, vary)[s] === at(seed, of)[s]);
  expect(same('[init, order]', 0, all)).toEqual(['split']);
  expect(same('[split]', 1, all)).toEqual(['split']);
  expect(same('[init]', 0, all)).toEqual(['split']);
  expect(same('[order, init, split]', 1, all)).toEqual(['split', 'train', 'trial']);
  // The first seed is every source's own.
  expect(at(0, '[init]')).toMatchObject({ train: at(0, all).train, trial: at(0, all).trial });
  const four = ['[init]', '[order]', '[init, order]', '[split]'].map((vary) => at(1, vary).train);
  expect(new Set(four).size).toBe(4);
});

test('what is written down as it is by default has the key of what is left out', () => {
  const named = keysOf(planOf(RELU, ['model.layers[1]={ name: hidden, dense: { units: 512 } }']));
  const bare = keysOf(planOf(RELU, ['model.layers[0]={ flatten: {} }']));
  const settings = keysOf(
    planOf(RELU, [
      'training.optimizer={ sgd: { learningRate: 0.15, momentum: 0, nesterov: false, weightDecay: 0 } }',
      'training.loss={ crossEntropy: { labelSmoothing: 0 } }',
    ]),
  );
  const plain = keysOf(planOf(RELU));
  expect([named, bare, settings]).toEqual([plain, plain, plain]);
});
