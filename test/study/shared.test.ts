import { readFileSync } from 'node:fs';
import { sharedAtOneSeed, variantsOf } from '../../study/shared.ts';
import { planOf, specObject } from './spec-files.ts';

/** What is shared, by name: by how many of how many variants. */
function shared(parts: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const plan = planOf(specObject(parts));
  const rows = sharedAtOneSeed(plan).map(({ what, variants }) => [
    'layer' in what ? what.layer : what.source,
    `${variants} of ${variantsOf(plan).length}`,
  ]);
  return Object.fromEntries(rows) as Record<string, string>;
}

const DEEP = {
  layers: [
    'flatten',
    { name: 'a', dense: { units: 16 } },
    { name: 'b', dense: { units: 16 } },
    { name: 'c', dense: { units: 16 } },
    { dense: { units: 10 } },
  ],
};

test('variants of one activation share all they draw', () => {
  const plan = planOf(readFileSync('specs/relu.yaml'));
  expect(sharedAtOneSeed(plan)).toEqual([
    { what: { source: 'split' }, variants: 2 },
    { what: { layer: 'dense.0' }, variants: 2 },
    { what: { layer: 'dense.1' }, variants: 2 },
    { what: { source: 'order' }, variants: 2 },
  ]);
});

test('a layer of another width, and the one after it, start from other weights', () => {
  const matrix = { 'model.a.units': [8, 16] };
  const all = { split: '2 of 2', order: '2 of 2', c: '2 of 2', 'dense.3': '2 of 2' };
  expect(shared({ model: DEEP, matrix })).toEqual({ ...all, a: '1 of 2', b: '1 of 2' });
  // One generator: whatever is drawn after the wider layer is drawn later.
  expect(shared({ model: DEEP, matrix, randomness: 'torch' })).toEqual({
    split: '2 of 2',
    a: '1 of 2',
    b: '1 of 2',
    c: '1 of 2',
    'dense.3': '1 of 2',
    order: '1 of 2',
  });
});

test('a layer that is left out leaves the others the weights that they have', () => {
  expect(shared({ model: DEEP, ablate: ['b'] })).toEqual({
    split: '2 of 2',
    a: '2 of 2',
    b: '1 of 2',
    c: '2 of 2',
    'dense.3': '2 of 2',
    order: '2 of 2',
  });
});

test('another split is another order; another batch size is neither', () => {
  const split = { dataset: 'mnist', split: { train: 1000, validation: 100 } };
  expect(shared({ data: split, matrix: { 'data.split.train': [1000, 2000] } })).toEqual({
    split: '1 of 2',
    'dense.0': '2 of 2',
    order: '1 of 2',
  });
  expect(shared({ matrix: { 'training.batchSize': [16, 32, 64] } })).toEqual({
    split: '3 of 3',
    'dense.0': '3 of 3',
    order: '3 of 3',
  });
});
