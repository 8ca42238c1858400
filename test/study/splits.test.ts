import { describeWith } from '../../datasets/own/describe.ts';
import { compileSpec } from '../../study/compile.ts';
import { namesIn, trialId, trialLabel } from '../../study/labels.ts';
import { splitKey } from '../../study/keys.ts';
import type { Plan } from '../../study/plan.ts';
import { splitInputs } from '../../study/trial-inputs.ts';
import { planOf, specFiles, specObject } from './spec-files.ts';

const withSplit = (split: object, parts: object = {}): Plan =>
  planOf(specObject({ data: { dataset: 'mnist', split }, ...parts }));

test('each seed of a variant has a trial for each fold, in order', () => {
  const { trials } = withSplit(
    { folds: 3 },
    { matrix: { 'training.batchSize': [32, 64] }, seeds: [7, 1] },
  );
  const names = namesIn(trials);
  expect(trials.map((trial) => trialId(trial, names))).toEqual([
    'batchSize=32,seed=7,fold=1',
    'batchSize=32,seed=7,fold=2',
    'batchSize=32,seed=7,fold=3',
    'batchSize=32,seed=1,fold=1',
    'batchSize=32,seed=1,fold=2',
    'batchSize=32,seed=1,fold=3',
    'batchSize=64,seed=7,fold=1',
    'batchSize=64,seed=7,fold=2',
    'batchSize=64,seed=7,fold=3',
    'batchSize=64,seed=1,fold=1',
    'batchSize=64,seed=1,fold=2',
    'batchSize=64,seed=1,fold=3',
  ]);
  expect(trialLabel(trials[4]!)).toBe('batchSize=32 · seed 1 · fold 2');
  expect(trials.map(({ index }) => index)).toEqual(trials.map((_, index) => index));
});

test('the first folds have one more sample where they can’t all have the same', () => {
  // 60,000 = 7 · 8,571 + 3
  const parts = withSplit({ folds: 7 }).trials.map(({ data }) => data.split);
  expect(parts.map(({ validation }) => validation)).toEqual([
    8572, 8572, 8572, 8571, 8571, 8571, 8571,
  ]);
  expect(parts.every(({ train, validation }) => train + validation === 60_000)).toBe(true);
});

test('a trial without folds has no member that says so', () => {
  const [trial] = withSplit({ train: 10, validation: 10 }).trials;
  expect(Object.keys(trial!)).not.toContain('fold');
  expect(trial!.data.split).toEqual({ train: 10, validation: 10 });
});

test('stratified alone is the split by default, stratified', () => {
  const [alone] = withSplit({ stratified: true }).trials;
  expect(alone!.data.split).toEqual({ train: 50_000, validation: 10_000, stratified: true });
  const plain = withSplit({ stratified: false });
  expect(plain.trials).toEqual(planOf(specObject()).trials);
});

test('the classes are in the split’s key where their shares are kept, and only there', () => {
  const keyOf = (split: object, labels: string): string =>
    splitKey(splitInputs(withSplit(split).trials[0]!, labels));
  const stratified = { folds: 2, stratified: true };
  expect(keyOf(stratified, 'a')).not.toBe(keyOf(stratified, 'b'));
  expect(keyOf({ folds: 2 }, 'a')).toBe(keyOf({ folds: 2 }, 'b'));
});

test('a file’s split is the same one for every seed, by what the file holds', () => {
  const files: Record<string, string> = {
    'a.csv': 'sample,split\n0,train\n3,validation\n',
    'b.csv': 'sample,split\n0,train\n4,validation\n',
  };
  files['copy.csv'] = files['a.csv']!;
  const planned = (file: string): Plan => {
    const spec = specObject({ data: { dataset: 'mnist', split: { file } }, seeds: [0, 1] });
    const describe = describeWith((path) => Buffer.from(files[path]!));
    const compiled = compileSpec(spec, {}, { describe });
    if (!compiled.ok) throw new Error('it does not compile');
    return compiled.plan;
  };
  const keysOf = ({ trials }: Plan): string[] =>
    trials.map((trial) => splitKey(splitInputs(trial, 'l')));
  const [a, b, copy] = ['a.csv', 'b.csv', 'copy.csv'].map(planned) as [Plan, Plan, Plan];
  expect(new Set(keysOf(a)).size).toBe(1);
  expect(keysOf(copy)).toEqual(keysOf(a));
  expect(keysOf(b)).not.toEqual(keysOf(a));
  expect(b.run).not.toBe(a.run);
  expect(a.trials[0]!.data.split).toMatchObject({ train: 1, validation: 1 });
});

test('a spec that extends another divides samples in its own way instead', () => {
  const split = { train: 0.5, validation: 0.5 };
  const base = JSON.stringify(specObject({ data: { dataset: 'mnist', split } }));
  const source = 'extends: base.yaml\ndata: { split: { folds: 4 } }\n';
  const bytes = Buffer.from(base);
  const read = (path: string) => ({ file: path, id: path, bytes });
  const compiled = compileSpec(source, { file: 'mine.yaml' }, { read });
  if (!compiled.ok) throw new Error(compiled.diagnostics.map(({ message }) => message).join());
  expect(compiled.plan.trials.map(({ data }) => data.split.folds)).toEqual([4, 4, 4, 4]);
});

test('each variant’s own data is divided, where it is the data that varies', () => {
  const file = specFiles('good').find(({ name }) => name === 'data-varied')!;
  // A sixth of each: mnist has 60,000 samples, cifar-10 has 50,000.
  expect(planOf(file.bytes).trials.map(({ data: { split } }) => split)).toEqual([
    { train: 50_000, validation: 10_000 },
    { train: 41_667, validation: 8_333 },
  ]);
});
