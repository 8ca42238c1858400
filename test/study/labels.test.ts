import { escapeMarkdown, shortNames, variantLabel } from '../../study/labels.ts';

test('a variant of one variable is called by its value, if that is a word and no path’s', () => {
  expect(variantLabel({})).toBe('the model');
  expect(variantLabel({ activation: 'relu' })).toBe('relu');
  expect(variantLabel({ standardise: false })).toBe('standardise=false');
  expect(variantLabel({ units: 32 })).toBe('units=32');
  expect(variantLabel({ 'training.optimizer.sgd.learningRate': 0.05 })).toBe('learningRate=0.05');
});

test('paths are called by their last part, those of the model after their layer', () => {
  expect(
    variantLabel({
      a: 1,
      'training.batchSize': 64,
      'model.hidden.units': 32,
      'model.layers[3].dense.units': 5,
    }),
  ).toBe('a=1, batchSize=64, hidden.units=32, [3].units=5');
});

test('names that would be the same stay whole', () => {
  expect(
    shortNames(['data.split.train', 'checkpoint.train', 'size', 'data.size', 'seeds']),
  ).toEqual({
    'data.split.train': 'data.split.train',
    'checkpoint.train': 'checkpoint.train',
    size: 'size',
    'data.size': 'data.size',
    seeds: 'seeds',
  });
});

test.each([
  ['@octocat runs faster', '@&#8203;octocat runs faster'],
  ['me@example.com', 'me@&#8203;example.com'],
  ['better than in #12', String.raw`better than in \#&#8203;12`],
  ['1. ReLU helps', String.raw`1\. ReLU helps`],
  ['12) ReLU helps', String.raw`12\) ReLU helps`],
  ['+ ReLU helps', String.raw`\+ ReLU helps`],
  ['- ReLU helps', String.raw`\- ReLU helps`],
  ['---', String.raw`\---`],
  ['\n- ReLU\n- helps', String.raw` \- ReLU - helps`],
  ['&#64;octocat', String.raw`\&\#&#8203;64;octocat`],
])('%j stays text in Markdown', (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

test.each(['0.5', '-0.5', '+5.69 percentage points', '1.0, say', 'a - b', 'at 5 @ once'])(
  '%j is text in Markdown as it is',
  (text) => {
    expect(escapeMarkdown(text)).toBe(text);
  },
);
