import { readFileSync } from 'node:fs';
import { trialId, namesIn, variantLabel } from '../../study/labels.ts';
import { codesOf, planOf, specObject } from './spec-files.ts';
import type { Plan } from '../../study/plan.ts';

const sgd = (learningRate: number, more: object = {}): object => ({
  sgd: { learningRate, ...more },
});
const adam = (learningRate: number): object => ({ adam: { learningRate } });

/** A study of optimizers, by expression. */
function optimizers(values: readonly unknown[], parts: object = {}): object {
  return specObject({
    training: { epochs: 1, batchSize: 128, optimizer: '${{ matrix.optimizer }}' },
    matrix: { optimizer: values },
    ...parts,
  });
}

const labelsOf = (plan: Plan): unknown[] => plan.trials.map(({ variant }) => variant['optimizer']);

test.each<[values: unknown[], labels: string[]]>([
  [
    [sgd(0.15), adam(0.001)],
    ['sgd', 'adam'],
  ],
  [
    [sgd(0.15), adam(0.001), adam(0.01)],
    ['sgd', 'adam learningRate=0.001', 'adam learningRate=0.01'],
  ],
  [
    [sgd(0.1), sgd(0.1, { momentum: 0.9 })],
    ['sgd', 'sgd momentum=0.9'],
  ],
  [
    [sgd(0.1), sgd(0.2, { momentum: 0.9 })],
    ['sgd learningRate=0.1', 'sgd learningRate=0.2 momentum=0.9'],
  ],
])('a map is called by its kind, and by what tells it from its like: %j → %j', (values, labels) => {
  const plan = planOf(optimizers(values));
  expect(labelsOf(plan)).toEqual(labels);
  expect(plan.matrix).toEqual({ optimizer: labels });
});

test('layers that differ in the same field of one layer and of another are two values', () => {
  const without = { dense: { units: 8, useBias: false } };
  const dense = { dense: { units: 8 } };
  const layers = (first: object, second: object): unknown[] => [
    ...['flatten', first, second],
    { dense: { units: 10 } },
  ];
  const values = [layers(without, dense), layers(dense, without)];
  const plan = planOf(specObject({ matrix: { 'model.layers': values } }));
  expect(plan.trials.map(({ variant }) => variant['model.layers'])).toEqual([
    'flatten-dense-dense-dense 1.dense.useBias=false',
    'flatten-dense-dense-dense 2.dense.useBias=false',
  ]);
});

test('each trial has the map that its label stands for', () => {
  const plan = planOf(optimizers([sgd(0.15, { momentum: 0.9 }), adam(0.001)]));
  expect(plan.trials.map(({ training }) => training.optimizer)).toMatchObject([
    { type: 'sgd', learningRate: 0.15, momentum: 0.9 },
    { type: 'adam', learningRate: 0.001, beta1: 0.9 },
  ]);
  const alone = planOf(
    specObject({ training: { epochs: 1, batchSize: 128, optimizer: adam(0.001) } }),
  );
  expect(plan.trials[1]!.training).toEqual(alone.trials[0]!.training);
});

test('a variable that is a path takes maps and lists too', () => {
  const dense = (units: number): object => ({ dense: { units } });
  const plan = planOf(
    specObject({
      matrix: {
        'training.optimizer': [sgd(0.15), adam(0.001)],
        'model.layers': [
          ['flatten', dense(10)],
          ['flatten', dense(64), { activation: 'relu' }, dense(10)],
        ],
        'data.split': [{ train: 1000, validation: 100 }],
      },
    }),
  );
  expect(plan.trials.map(({ variant }) => variantLabel(variant))).toEqual(
    ['sgd', 'adam'].flatMap((optimizer) =>
      ['flatten-dense', 'flatten-dense-relu-dense'].map(
        (layers) => `optimizer=${optimizer}, layers=${layers}, split=train=1000 validation=100`,
      ),
    ),
  );
  expect(plan.trials[1]!.training.layers.map(({ type }) => type)).toEqual([
    'flatten',
    'dense',
    'activation',
    'dense',
  ]);
});

test('lists that have the same kinds are told apart by what is in them', () => {
  const layers = (units: number): unknown[] => [
    'flatten',
    { name: 'hidden', dense: { units } },
    { dense: { units: 10 } },
  ];
  const plan = planOf(specObject({ matrix: { 'model.layers': [layers(32), layers(64)] } }));
  expect(plan.matrix['model.layers']).toEqual([
    'flatten-dense-dense units=32',
    'flatten-dense-dense units=64',
  ]);
});

test('names, maps and numbers may stand beside each other', () => {
  const plan = planOf(
    specObject({
      model: {
        layers: ['flatten', { activation: '${{ matrix.f }}' }, { dense: { units: 10 } }],
      },
      matrix: { f: ['relu', { leakyRelu: { slope: 0.1 } }, { leakyRelu: { slope: 0.3 } }] },
    }),
  );
  expect(plan.matrix['f']).toEqual(['relu', 'leakyRelu slope=0.1', 'leakyRelu slope=0.3']);
});

test('trials are called by the label', () => {
  const plan = planOf(optimizers([sgd(0.15), adam(0.001)]));
  const ids = plan.trials.map((trial) => trialId(trial, namesIn(plan.trials)));
  expect(ids).toEqual(['optimizer=sgd,seed=0', 'optimizer=adam,seed=0']);
});

describe('a hypothesis', () => {
  const claim = (treatment: unknown): object => ({
    hypotheses: [
      {
        ...{ claim: 'c', metric: 'test.accuracy', expect: 'greater' },
        ...{ treatment: { optimizer: treatment }, baseline: { optimizer: 'sgd' } },
      },
    ],
  });
  const values = [sgd(0.15), adam(0.001)];

  test.each([
    ['its label', 'adam'],
    ['the same map', adam(0.001)],
  ])('names a map by %s', (_, by) => {
    const plan = planOf(optimizers(values, claim(by)));
    expect(plan.hypotheses[0]!.treatment).toEqual({ optimizer: 'adam' });
  });

  test('that names another map is refused', () => {
    expect(codesOf(optimizers(values, claim(adam(0.5))))).toEqual(['hypothesis']);
  });
});

test('`exclude` and `include` take maps and labels', () => {
  const matrix = {
    optimizer: [sgd(0.15), adam(0.001)],
    'training.batchSize': [32, 64],
    exclude: [
      { optimizer: 'adam', 'training.batchSize': 64 },
      { optimizer: sgd(0.15), 'training.batchSize': 32 },
    ],
    include: [{ optimizer: { rmsprop: { learningRate: 0.001 } }, 'training.batchSize': 32 }],
  };
  const plan = planOf(optimizers([], { matrix }));
  expect(plan.trials.map(({ variant }) => Object.values(variant))).toEqual([
    ['sgd', 64],
    ['adam', 32],
    ['rmsprop', 32],
  ]);
});

test('what a label stands for is part of the study', () => {
  const [one, other] = [0.001, 0.002].map((rate) => planOf(optimizers([sgd(0.15), adam(rate)])));
  expect(one!.matrix).toEqual(other!.matrix);
  expect(one!.run).not.toBe(other!.run);
  const swapped = { adam: { beta1: 0.8, learningRate: 0.001 } };
  const ordered = { adam: { learningRate: 0.001, beta1: 0.8 } };
  expect(planOf(optimizers([sgd(0.15), swapped])).run).toBe(
    planOf(optimizers([sgd(0.15), ordered])).run,
  );
});

test('specs/optimizers.yaml compares five', () => {
  const plan = planOf(readFileSync('specs/optimizers.yaml'));
  expect(plan.matrix['optimizer']).toEqual([
    'sgd learningRate=0.15',
    'sgd learningRate=0.015 momentum=0.9',
    'rmsprop',
    'adam',
    'adamW',
  ]);
});
