import { readFileSync } from 'node:fs';
import { fullInputs } from '../../bench/hostile/full.ts';
import { hostileInputs } from '../../bench/hostile/inputs.ts';
import { UNSPOILT } from '../../bench/hostile/unspoilt.ts';
import { compileSpec, formatDiagnostics } from '../../study/compile.ts';
import { LIMITS } from '../../study/limits.ts';
import { codesOf, specObject } from './spec-files.ts';

const RELU = readFileSync('specs/relu.yaml', 'utf8');
const inputs = hostileInputs();
// All but tabs and line breaks: control characters, marks that reorder, halves of characters.
const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]|\p{Surrogate}/u;

function said(source: string | object): readonly string[] {
  const compiled = compileSpec(source);
  return compiled.ok ? [] : compiled.diagnostics.map(({ message }) => message);
}

test('there are at least 60 inputs that nobody should send', () => {
  const names = inputs.map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(60);
  expect(new Set(names).size).toBe(names.length);
});

test('what they spoil is a good spec', () => {
  expect(codesOf(UNSPOILT)).toEqual([]);
});

// jest's time limit is the assertion that none hangs; `npm run bench` prints the slowest.
test.each(inputs)('$name is refused in sentences', ({ spec, overrides = [] }) => {
  const compiled = compileSpec(spec as object, { file: 'hostile.yaml', overrides });
  if (compiled.ok) throw new Error('it compiled');
  const [first] = compiled.diagnostics;
  expect(first?.message).toMatch(/^\S.* .*[.?]$/su);
  const long = compiled.diagnostics.filter(
    ({ message, at }) => message.length > 1_000 || JSON.stringify(at).length > 2_000,
  );
  expect(long).toEqual([]);
  const text = formatDiagnostics(compiled.diagnostics, { color: false });
  expect(text.length).toBeLessThanOrEqual(100_000);
  expect(text).not.toMatch(UNPRINTABLE);
  expect(Object.prototype).not.toHaveProperty('polluted');
});

test.each(fullInputs())('$name has the largest size, or nearly', ({ spec }) => {
  expect((spec as string).length).toBeLessThanOrEqual(LIMITS.sourceBytes);
  expect((spec as string).length).toBeGreaterThan(LIMITS.sourceBytes / 2);
});

test('a name of 10 kB is told by its beginning and its length', () => {
  const long = 'n'.repeat(10_000);
  expect(said(specObject({ [long]: 1 }))).toEqual([
    'A field’s name has at most 64 characters, this one has 10,000.',
  ]);
  expect(said(UNSPOILT.replace('study: hostile', `study: ${long}`))).toEqual([
    'A text has at most 1,000 characters, this one 10,000.',
  ]);
});

test('size is checked before anything is parsed', () => {
  expect(codesOf('x'.repeat(LIMITS.sourceBytes + 1))).toEqual(['too-large']);
  expect(codesOf(new Uint8Array(LIMITS.sourceBytes + 1))).toEqual(['too-large']);
  expect(codesOf('é'.repeat(LIMITS.sourceBytes / 2 + 1))).toEqual(['too-large']); // two bytes each
});

test.each<[what: string, options: unknown, sentence: string]>([
  ['a number', 5, 'The options are a map of `file`, `overrides` and `files`.'],
  ['a text', 'training.epochs=1', 'The options are a map of `file`, `overrides` and `files`.'],
  ['a list', ['training.epochs=1'], 'The options are a map of `file`, `overrides` and `files`.'],
  [
    'what there is not',
    { override: [] },
    '`override` is no option. The options are `file`, `overrides` and `files`.',
  ],
  [
    'a prototype',
    JSON.parse('{"__proto__": {"file": "x"}}'),
    '`__proto__` is no option. The options are `file`, `overrides` and `files`.',
  ],
  ['a file that is a number', { file: 5 }, 'The option `file` takes a text, such as a path.'],
  [
    'an override that is no list',
    { overrides: 'training.epochs=1' },
    'The option `overrides` takes a list of texts such as `training.epochs=5`.',
  ],
  [
    'an override that is a map',
    { overrides: [{ epochs: 1 }] },
    'The option `overrides` takes a list of texts such as `training.epochs=5`.',
  ],
])('options that are or hold %s are refused', (_, options, sentence) => {
  const compiled = compileSpec(UNSPOILT, options as object);
  expect(compiled.ok ? [] : compiled.diagnostics.map(({ message }) => message)).toEqual([sentence]);
});

test('no options at all, as JSON says it, are the defaults', () => {
  expect(compileSpec(UNSPOILT, null as unknown as object).ok).toBe(true);
});

test('a file’s name of 10 kB is cut, and its control characters are not printed', () => {
  const compiled = compileSpec('x', { file: `\u001B[2J\u0000${'f'.repeat(10_000)}` });
  const text = compiled.ok ? '' : formatDiagnostics(compiled.diagnostics, { color: false });
  expect(text).toMatch(/^\?\[2J\?f+…:1:1 error/);
  expect(text.length).toBeLessThan(500);
  expect(text).not.toMatch(UNPRINTABLE);
});

test('a batch is as large as there are images to train on, whatever it says', () => {
  const parts = { train: 1000, validation: 200 };
  const layers = ['flatten', { dense: { units: 65_536 } }, { dense: { units: 10 } }];
  const training = { epochs: 1, optimizer: { sgd: { learningRate: 0.1 } } };
  const codes = (batchSize: number, train: number): readonly string[] =>
    codesOf(
      specObject({
        data: { dataset: 'mnist', split: { ...parts, train } },
        model: { layers },
        training: { ...training, batchSize },
      }),
    );
  // 250,000,000 / (784 + 65,536 + 10) = 3,769.03…
  expect(codes(3_769, 4_000)).toEqual([]);
  expect(codes(3_770, 4_000)).toEqual(['model-shape']);
  expect(codes(60_000, 3_769)).toEqual([]);
});

test('a variant’s names and values have at most 300 characters', () => {
  const codes = (last: number): readonly string[] => {
    // `a…=1, b…=1, c…=1, d…=1, e…=1`: five names, ten characters of values, eight between
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      name.padEnd(name === 'e' ? last : 60, 'x'),
    );
    const units = names.map((name) => ({ dense: { units: `\${{ matrix.${name} }}` } }));
    return codesOf(
      specObject({
        matrix: Object.fromEntries(names.map((name) => [name, [1]])),
        model: { layers: ['flatten', ...units, { dense: { units: 10 } }] },
      }),
    );
  };
  expect(codes(300 - 4 * 60 - 10 - 8)).toEqual([]);
  expect(codes(300 - 4 * 60 - 10 - 8 + 1)).toEqual(['too-large']);
});

const holes = (length: number): unknown[] => Object.assign([], { length });
const circular: Record<string, unknown> = { epochal: 1 };
circular['data'] = circular;
const getter = Object.defineProperty({}, 'x', { get: () => 1, enumerable: true });
test.each<[what: string, spec: object]>([
  ['in itself', circular],
  ['a Map', new Map([['epochal', 1]])],
  ['a Date within', specObject({ study: new Date(0) })],
  ['a function within', specObject({ question: () => 1 })],
  ['a bigint within', specObject({ epochal: 1n })],
  ['NaN within', specObject({ seeds: [NaN] })],
  ['a sparse list', specObject({ seeds: holes(3) })],
  ['an endless list', specObject({ seeds: holes(2 ** 32 - 1) })],
  ['a lone surrogate', specObject({ question: '\ud800' })],
  ['a getter', getter],
  ['an array', []],
  ['a null prototype', Object.create(null) as object],
])('an object that is or holds %s is refused', (_, spec) => {
  expect(codesOf(spec).length).toBeGreaterThan(0);
});

test.each([null, undefined, 1, true])('%p is refused, whatever the types say', (source) => {
  expect(codesOf(source as unknown as object)).toEqual(['not-data']);
});

test('names of what every object has are names like any other', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    expect(codesOf(`${RELU}${name}: 1\n`)).toEqual(['unknown-field']);
    expect(codesOf(RELU.replace('matrix.activation', `matrix.${name}`))).not.toEqual([]);
    expect(codesOf(RELU.replace('treatment: { activation', `treatment: { ${name}`))).not.toEqual(
      [],
    );
    expect(
      codesOf(`${RELU}steps: { ${name}: { uses: ${name}, with: { ${name}: x } } }\n`),
    ).not.toEqual([]);
    expect(codesOf(RELU.replace('- flatten', `- ${name}`))).not.toEqual([]);
    expect(codesOf(RELU.replace('dense: {', `${name}: {`))).not.toEqual([]);
    expect(codesOf(RELU.replace('sgd', name))).not.toEqual([]);
  }
});

test('at most as many diagnostics are printed as anyone reads, and the others are counted', () => {
  const compiled = compileSpec(specObject({ seeds: Array.from({ length: 200 }, () => -1) }));
  if (compiled.ok) throw new Error('it compiled');
  const text = formatDiagnostics(compiled.diagnostics, { color: false });
  expect(text).toMatch(/200 errors, 150 of them not shown\n$/);
});

test('no control character of a spec reaches the terminal', () => {
  const compiled = compileSpec('epochal: 1\n"\\e[31m": 1\n\u001B[31m: 2\nseeds: "\u0007"\n');
  const text = compiled.ok ? '' : formatDiagnostics(compiled.diagnostics, { color: false });
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
});
