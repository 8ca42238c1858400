import { colourOf } from '../../report/variants-section.ts';
import { curvePoints, variantLabels } from '../../report/curves.ts';
import { variantLabel } from '../../study/labels.ts';
import type { Results } from '../../study/results.ts';
import type { Variant } from '../../study/spec.ts';
import { referenceTrial, study } from './fixtures.ts';

function resultsOf(variants: readonly Variant[]): Results {
  return study(variants.map((variant) => ({ ...referenceTrial('relu', 0, 2), variant })));
}

const initializers = ['heNormal', 'heUniform', 'glorotUniform', 'lecunNormal'].map((name) => ({
  'model.hidden.kernelInitializer': name,
}));

test.each<[why: string, variants: readonly Variant[], names: readonly string[]]>([
  ['as they are where they are short', [{ rate: 0.5 }, { rate: 1 }], ['rate=0.5', 'rate=1']],
  [
    'by their values where a name is long',
    initializers,
    ['heNormal', 'heUniform', 'glorotUniform', 'lecunNormal'],
  ],
  [
    'by all values where there are several',
    [
      { 'training.batchSize': 128, 'training.gradientAccumulation': 1 },
      { 'training.batchSize': 32, 'training.gradientAccumulation': 4 },
    ],
    ['128, 1', '32, 4'],
  ],
  [
    // 24 characters: 11 of the beginning, 10 of the end, a number.
    'by both ends where a value is long too',
    [{ note: `${'a'.repeat(40)}z` }, { note: `${'a'.repeat(41)}z` }],
    ['aaaaaaaaaaa…aaaaaaaaaz 1', 'aaaaaaaaaaa…aaaaaaaaaz 2'],
  ],
  [
    // Capitals are 1.4 letters wide, Chinese ones 2: 11 of the beginning, 10 of the end, a number.
    'by less of wide letters',
    [{ note: 'GLOROT_UNIFORM_INITIALS' }, { note: '激'.repeat(13) }],
    ['GLOROT_U…NITIALS 1', '激激激激激…激激激激激 2'],
  ],
])('charts call variants %s', (_, variants, names) => {
  const results = resultsOf(variants);
  expect(variantLabels(results)).toEqual(names);
  const drawn = new Set(curvePoints(results, 'accuracy').map(({ variant }) => variant));
  expect([...drawn]).toEqual(names);
});

test('a variant has its colour whatever charts call it', () => {
  const colour = colourOf(resultsOf(initializers));
  expect(initializers.map((variant) => colour(variantLabel(variant)))).toEqual([0, 1, 2, 3]);
});
