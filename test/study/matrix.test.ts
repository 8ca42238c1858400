import { parse } from '../../study/parse.ts';
import { expandMatrix, matrixVariables } from '../../study/variants.ts';
import { readLayer } from '../../study/layers.ts';
import { planOf, specFiles, specObject } from './spec-files.ts';

/** The combinations of a matrix, as plain maps. */
function combinations(matrix: object): readonly object[] {
  const { root } = parse({ matrix }, 'test');
  const variants = expandMatrix(root!, matrixVariables(root!))!;
  return variants.map((variant) =>
    Object.fromEntries([...variant].map(([name, { value }]) => [name, value])),
  );
}

// Source: the example of GitHub's documentation, "Expanding or adding matrix configurations".
test('`include` adds to the combinations that it fits, and overwrites what was added', () => {
  const found = combinations({
    fruit: ['apple', 'pear'],
    animal: ['cat', 'dog'],
    include: [
      { color: 'green' },
      { color: 'pink', animal: 'cat' },
      { fruit: 'apple', shape: 'circle' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ],
  });
  expect(found).toEqual([
    { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
    { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
    { fruit: 'pear', animal: 'cat', color: 'pink' },
    { fruit: 'pear', animal: 'dog', color: 'green' },
    { fruit: 'banana' },
    { fruit: 'banana', animal: 'cat' },
  ]);
});

test('a combination of its own has the variables in the matrix’s order', () => {
  const [, own] = combinations({ a: [1], b: [2], include: [{ c: 5, b: 3, a: 4 }] });
  expect(Object.keys(own!)).toEqual(['a', 'b', 'c']);
});

test('`exclude` removes what has its values, before `include` adds', () => {
  const matrix = { a: [1, 2], b: [3, 4], exclude: [{ a: 1 }, { a: 2, b: 4 }] };
  expect(combinations(matrix)).toEqual([{ a: 2, b: 3 }]);
  expect(combinations({ ...matrix, include: [{ a: 1, b: 4, c: 5 }] })).toEqual([
    { a: 2, b: 3 },
    { a: 1, b: 4, c: 5 },
  ]);
});

test('without variables, the entries of `include` are all the variants', () => {
  expect(combinations({ include: [{ a: 1 }, { b: 2 }] })).toEqual([{ a: 1 }, { b: 2 }]);
  expect(combinations({})).toEqual([{}]);
});

const MODEL = {
  layers: ['flatten', { name: 'hidden', dense: { units: 9 } }, { dense: { units: 10 } }],
};

test('a variable that is a path sets the field, of a layer by its name or its position', () => {
  const units = (matrix: object): unknown =>
    planOf(specObject({ model: MODEL, matrix })).trials.map(({ training }) => training.layers[1]);
  const layers = [32, 64].map((number) => readLayer({ name: 'hidden', dense: { units: number } }));
  expect(units({ 'model.hidden.units': [32, 64] })).toEqual(layers);
  expect(units({ 'model.hidden.dense.units': [32, 64] })).toEqual(layers);
  expect(units({ 'model.layers[1].dense.units': [32, 64] })).toEqual(layers);
});

test('a path can name a field that the spec leaves out', () => {
  const { trials } = planOf(
    specObject({ matrix: { 'checkpoint.monitor': ['train.loss', 'validation.loss'] } }),
  );
  expect(trials.map(({ checkpoint }) => checkpoint)).toEqual([
    { keep: ['best', 'last'], monitor: 'train.loss' },
    { keep: ['best', 'last'], monitor: 'validation.loss' },
  ]);
});

test('a variable that only `include` has, and that nothing refers to, is a label', () => {
  const plan = planOf(
    specObject({
      matrix: {
        'training.batchSize': [32],
        include: [{ 'training.batchSize': 32, note: 'small' }, { 'training.batchSize': 64 }],
      },
    }),
  );
  expect(plan.labels).toEqual(['note']);
  expect(plan.matrix).toEqual({ 'training.batchSize': [32, 64], note: ['small'] });
  expect(plan.trials.map(({ training }) => training.batchSize)).toEqual([32, 64]);
});

test('`ablate` leaves out a layer at a time; the others keep their numbers', () => {
  const ablate = specFiles('good').find(({ name }) => name === 'ablate')!;
  const plan = planOf(ablate.bytes);
  const units = (index: number): unknown =>
    plan.trials[index]!.training.layers.map(({ type, name, ordinal }) => [type, name, ordinal]);
  expect(plan.matrix['ablate']).toEqual(['none', 'first', 'relu', 'second']);
  expect(plan.trials.map(({ variant }) => Object.values(variant).join(' '))).toEqual([
    'linear none',
    'linear first',
    'linear relu',
    'relu none',
    'relu first',
    'relu relu',
    'relu second',
  ]);
  const [flatten, activation] = [
    ['flatten', undefined, undefined],
    ['activation', undefined, undefined],
  ];
  expect(units(4)).toEqual([
    flatten,
    ['activation', 'relu', undefined],
    ['dense', 'second', 1],
    activation,
    ['dense', undefined, undefined],
  ]);
  expect(units(6)).toEqual([
    flatten,
    ['dense', 'first', undefined],
    ['activation', 'relu', undefined],
    activation,
    ['dense', undefined, 2],
  ]);
  expect(plan.labels).toBeUndefined();
});

test('a plan says in which order its variables are, where that is not theirs by name', () => {
  const units = { 'model.hidden.units': [32] };
  const rates = { 'training.optimizer.sgd.learningRate': [0.1] };
  const variables = (matrix: object): unknown =>
    planOf(specObject({ model: MODEL, matrix })).variables;
  expect(variables({ ...units, ...rates })).toBeUndefined();
  expect(variables({ ...rates, ...units })).toEqual([...Object.keys(rates), ...Object.keys(units)]);
});

test('what `include` and `exclude` make of the matrix is part of the study', () => {
  const digest = (matrix: object): string => planOf(specObject({ matrix })).spec;
  const both = { 'training.batchSize': [32, 64] };
  const digests = [
    digest(both),
    digest({ ...both, exclude: [{ 'training.batchSize': 64 }] }),
    digest({ ...both, include: [{ 'training.batchSize': 64, note: 'a' }] }),
    digest({ 'training.batchSize': [32] }),
  ];
  expect(new Set(digests).size).toBe(4);
});
