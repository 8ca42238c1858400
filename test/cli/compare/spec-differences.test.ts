import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { join } from 'node:path';
import { specDifferences } from '../../../cli/compare/spec-differences.ts';
import type { SpecDifference } from '../../../cli/compare/spec-differences.ts';
import { pathText } from '../../../study/words.ts';
import { packageRoot } from '../../../environment/package.ts';
import { canonicalJson } from '../../../study/canonical.ts';
import { splitKey, testKey, trialKey } from '../../../study/keys.ts';
import type { Plan } from '../../../study/plan.ts';
import { metricList, splitInputs, trialInputs } from '../../../study/trial-inputs.ts';
import { validSpec } from '../../study/arbitrary-spec.ts';
import { planOf, specObject } from '../../study/spec-files.ts';

const RELU = readFileSync(join(packageRoot, 'specs/relu.yaml'));
const relu = (...overrides: string[]): Plan => planOf(RELU, overrides);

const paths = (differences: readonly SpecDifference[]): readonly string[] =>
  differences.map(({ path }) => pathText(path));

/** The keys of all trials' splits, epochs and tests; digests of data follow from the spec. */
function keysOf({ trials }: Plan): readonly string[] {
  return trials.flatMap((trial) => {
    const dataset = JSON.stringify(trial.data.dataset);
    const split = splitKey(splitInputs(trial, dataset));
    const data = { trainImages: dataset, trainLabels: dataset };
    const { layers, loss } = trial.training;
    const tested = { arithmetic: 'a', images: dataset, labels: dataset, layers, loss, state: 's' };
    return [
      split,
      trialKey(trialInputs(trial, 'a', data, { train: split, validation: split })),
      testKey({ ...tested, ...metricList(trial.metrics) }),
    ];
  });
}

const ADAM = 'training.optimizer={ adam: { learningRate: 0.15 } }';

test.each<[override: string, inKeys: readonly string[], notInKeys: readonly string[]]>([
  ['study=another', [], ['study']],
  ['question=Why?', [], ['question']],
  ['arithmetic=any', [], ['arithmetic']],
  ['alpha=0.01', [], ['alpha']],
  ['alpha=0.05', [], []],
  ['hypotheses[0].minEffect=0.02', [], ['hypotheses[0].minEffect']],
  ['hypotheses=[]', [], ['hypotheses[0]']],
  ['training.epochs=2', [], ['training.epochs']],
  ['checkpoint.keep=[all]', [], ['checkpoint.keep']],
  ['steps={ greet: { uses: command, command: [echo], per: study } }', [], ['steps.greet']],
  ['data.dataset=fashion-mnist', ['data.dataset'], []],
  ['data.split={ train: 40000, validation: 10000 }', ['data.split.train'], []],
  ['data.split.stratified=true', ['data.split.stratified'], []],
  ['data.split={ folds: 6 }', ['data.split.folds'], []],
  ['data.standardise=true', ['data.standardise'], []],
  ['data.scale=false', [], []],
  ['model.layers[1].dense.units=256', ['model.layers[1].units'], []],
  ['model.layers[1].dense.useBias=false', ['model.layers[1].useBias'], []],
  ['model.layers[1]={ name: hidden, dense: { units: 512 } }', [], ['model.layers[1].name']],
  ['training.batchSize=64', ['training.batchSize'], []],
  ['training.optimizer.sgd.momentum=0.9', ['training.optimizer.momentum'], []],
  ['training.optimizer.sgd.momentum=0', [], []],
  [ADAM, ['training.optimizer'], []],
  ['training.schedule=cosine', ['training.schedule'], []],
  ['training.schedule=constant', [], []],
  ['training.earlyStopping={ patience: 3 }', ['training.earlyStopping'], []],
  ['training.gradientClipping={ norm: 1 }', ['training.gradientClipping'], []],
  ['training.gradientAccumulation=4', ['training.gradientAccumulation'], []],
  ['training.gradientAccumulation=1', [], []],
  ['training.loss={ crossEntropy: { labelSmoothing: 0.1 } }', ['training.loss.labelSmoothing'], []],
  ['checkpoint.monitor=validation.loss', ['checkpoint.monitor'], []],
  ['metrics=[f1]', ['metrics'], []],
  ['metrics=[confusionMatrix]', ['metrics'], []],
  ['metrics=[accuracy]', [], []],
  ['randomness=paired', ['randomness'], []],
])('%s is in keys exactly where it changes one', (override, inKeys, notInKeys) => {
  const [before, after] = [relu(), relu(override)];
  const found = specDifferences(before, after);
  expect(paths(found.inKeys)).toEqual(inKeys);
  expect(paths(found.notInKeys)).toEqual(notInKeys);
  expect(found.variants).toEqual({ onlyA: [], onlyB: [] });
  const sameKeys = keysOf(before).join() === keysOf(after).join();
  expect(inKeys.length === 0).toBe(sameKeys);
});

test('what a key leaves out at its default is told as it is', () => {
  const { inKeys } = specDifferences(relu(), relu('training.optimizer.sgd.momentum=0.9'));
  expect(inKeys).toEqual([{ path: ['training', 'optimizer', 'momentum'], a: 0, b: 0.9 }]);
});

test('a layer more is one difference, at its place', () => {
  const more = relu(
    'model.layers=[flatten, dense: {units: 512}, activation: "${{ matrix.activation }}", dropout: {rate: 0.5}, dense: {units: 10}]',
    'randomness=paired',
  );
  const dropout = { type: 'dropout', rate: 0.5 };
  expect(specDifferences(relu('randomness=paired'), more)).toMatchObject({
    inKeys: [{ path: ['model', 'layers', 3], b: dropout }],
    notInKeys: [],
  });
});

test('with a horizon of its own, more epochs are in keys by it', () => {
  const schedule = 'training.schedule=cosine';
  const found = specDifferences(relu(schedule), relu(schedule, 'training.epochs=60'));
  expect(found.inKeys).toEqual([{ path: ['training', 'schedule', 'over'], a: 50, b: 60 }]);
  expect(paths(found.notInKeys)).toEqual(['training.epochs']);
});

test('more seeds are in no key, whatever some of them hold fixed; another first one is, then', () => {
  const paired = 'randomness=paired';
  const vary = 'vary=[init]';
  const held = relu(paired, vary, 'seeds=[0, 1]');
  const more = specDifferences(held, relu(paired, vary, 'seeds=[0, 1, 2]'));
  expect([paths(more.inKeys), paths(more.notInKeys)]).toEqual([[], ['seeds']]);
  const other = specDifferences(held, relu(paired, vary, 'seeds=[1, 0]'));
  expect([paths(other.inKeys), paths(other.notInKeys)]).toEqual([['seeds'], []]);
  const free = specDifferences(held, relu(paired, 'seeds=[0, 1, 2]'));
  expect([paths(free.inKeys), paths(free.notInKeys)]).toEqual([['vary'], ['seeds']]);
});

test('a difference that some variants have names them', () => {
  const study = (rate: number): Plan =>
    planOf(
      specObject({
        matrix: {
          'training.optimizer': [{ sgd: { learningRate: 0.1 } }, { adam: { learningRate: rate } }],
        },
      }),
    );
  expect(specDifferences(study(0.001), study(0.01))).toMatchObject({
    inKeys: [
      {
        path: ['training', 'optimizer', 'learningRate'],
        a: 0.001,
        b: 0.01,
        variants: [{ 'training.optimizer': 'adam' }],
      },
    ],
    notInKeys: [],
  });
});

test('variants that only one has are told, and what differs in any case of those that share none', () => {
  const { variants } = specDifferences(relu(), relu('matrix.activation=[relu, linear, tanh]'));
  expect(variants).toEqual({ onlyA: [], onlyB: [{ activation: 'tanh' }] });
  const byRate = ['matrix={ training.optimizer.sgd.learningRate: [0.1, 0.2] }', 'hypotheses=[]'];
  const fixed = 'model.layers[2]={ activation: relu }';
  const found = specDifferences(
    relu('matrix={}', fixed, 'hypotheses=[]'),
    relu(...byRate, fixed, 'training.batchSize=64'),
  );
  expect(paths(found.inKeys)).toEqual(['training.batchSize']);
  expect(found.variants.onlyA).toEqual([{}]);
  expect(found.variants.onlyB).toHaveLength(2);
});

test('a field that holds the seed is compared at one seed', () => {
  const study = (seeds: string): Plan =>
    relu('training.batchSize=${{ seed }}', `seeds=${seeds}`, 'hypotheses=[]');
  expect(specDifferences(study('[8, 9]'), study('[9, 8]')).inKeys).toEqual([]);
});

test('a plan that comes from the store, its fields in another order, is the same; any two compare', () => {
  const none = { inKeys: [], notInKeys: [], variants: { onlyA: [], onlyB: [] } };
  fc.assert(
    fc.property(validSpec(), validSpec(), (one, other) => {
      const [a, b] = [planOf(one), planOf(other)];
      expect(specDifferences(a, JSON.parse(canonicalJson(a)) as Plan)).toEqual(none);
      const there = specDifferences(a, b);
      const back = specDifferences(b, a);
      expect(paths(back.inKeys)).toEqual(paths(there.inKeys));
      expect(paths(back.notInKeys)).toEqual(paths(there.notInKeys));
      expect(back.variants.onlyA).toEqual(there.variants.onlyB);
    }),
    { seed: 20260101, numRuns: 30 },
  );
});
