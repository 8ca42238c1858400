import { differencesOf, isRelated, valueAt } from '../../../cli/compare/differences.ts';
import { pathText } from '../../../study/words.ts';

test('maps differ name by name, in the order of names', () => {
  const a = { z: 1, same: { x: 1 }, only: 'a' };
  const b = { z: 2, same: { x: 1 }, more: null };
  expect(differencesOf(a, b)).toEqual([
    { path: ['more'], b: null },
    { path: ['only'], a: 'a' },
    { path: ['z'], a: 1, b: 2 },
  ]);
});

test('a list of plain values is one value, and so is a map that only one side has', () => {
  expect(differencesOf({ seeds: [0, 1] }, { seeds: [0, 2], schedule: { type: 'cosine' } })).toEqual(
    [
      { path: ['schedule'], b: { type: 'cosine' } },
      { path: ['seeds'], a: [0, 1], b: [0, 2] },
    ],
  );
  expect(differencesOf([0, 1], [0, 1])).toEqual([]);
});

test('an item more in a list of maps leaves the others what they are', () => {
  const dense = { type: 'dense', units: 5 };
  const dropout = { type: 'dropout', rate: 0.5 };
  const flatten = { type: 'flatten' };
  const [longer, shorter] = [
    [flatten, dropout, dense],
    [flatten, dense],
  ];
  expect(differencesOf(shorter, longer)).toEqual([{ path: [1], b: dropout }]);
  expect(differencesOf(longer, shorter)).toEqual([{ path: [1], a: dropout }]);
  expect(differencesOf([dense], [dense, dense])).toEqual([{ path: [1], b: dense }]);
});

test('as many items are compared one by one, of one kind field by field', () => {
  const a = [
    { type: 'dense', units: 5 },
    { type: 'activation', activation: 'relu' },
  ];
  const b = [
    { type: 'dense', units: 6 },
    { type: 'activation', activation: 'elu', alpha: 1 },
  ];
  expect(differencesOf(a, b)).toEqual([
    { path: [0, 'units'], a: 5, b: 6 },
    { path: [1], a: a[1], b: b[1] },
  ]);
});

test('a path reads as the spec has it, and leads to its value', () => {
  const tree = { model: { layers: [{}, { dense: { units: 9 } }] } };
  const path = ['model', 'layers', 1, 'dense', 'units'];
  expect(pathText(path)).toBe('model.layers[1].dense.units');
  expect(valueAt(tree, path)).toBe(9);
  expect(valueAt(tree, ['model', 'x', 1])).toBeUndefined();
});

test('paths are related where one leads into the other', () => {
  expect(isRelated(['a'], ['a', 'b'])).toBe(true);
  expect(isRelated(['a', 'b'], ['a'])).toBe(true);
  expect(isRelated(['a', 'b'], ['a', 'c'])).toBe(false);
});
