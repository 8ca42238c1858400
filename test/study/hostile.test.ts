import { readFileSync } from 'node:fs';
import { compileSpec, formatDiagnostics } from '../../study/compile.ts';
import { LIMITS } from '../../study/limits.ts';
import { codesOf, specObject } from './spec-files.ts';

const RELU = readFileSync('specs/relu.yaml', 'utf8');
const FULL = LIMITS.sourceBytes;
const full = (unit: string): string => unit.repeat(Math.floor(FULL / unit.length));

test('size is checked before anything is parsed', () => {
  expect(codesOf('x'.repeat(FULL + 1))).toEqual(['too-large']);
  expect(codesOf(new Uint8Array(FULL + 1))).toEqual(['too-large']);
  expect(codesOf('é'.repeat(FULL / 2 + 1))).toEqual(['too-large']); // two bytes each
});

// Each fills a file of the largest size. jest's time limit is the assertion that none hangs.
test.each<[what: string, text: string]>([
  ['open lists', full('[')],
  ['open maps', full('{a: ')],
  ['nested lists', full('- ')],
  ['nested maps', full('a: ')],
  ['complex keys', full('? ')],
  ['equal keys', full('a: 1\n')],
  ['different keys', Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n')],
  ['expressions without quotes', `a: [${full('${{ x }},').slice(0, -9)}]`],
  ['expressions', `epochal: 1\ndata: [${full('"${{ matrix.x }}",').slice(0, -40)}]`],
  ['anchors', full('&a ')],
  ['aliases', `a: &a 1\n${full('- *a\n').slice(0, -20)}`],
  ['documents', full('---\n')],
  ['comments', full('# x\n')],
  ['quotes', full('"')],
  ['tabs', full('\t')],
  ['unknown aliases', `seeds: [${full('*a , ').slice(0, -20)}]`],
  ['bad numbers', `seeds: [${full('.inf, ').slice(0, -20)}]`],
  ['bad seeds', `seeds: [${full('-1, ').slice(0, -20)}]`],
  ['equal seeds', `seeds: [${full('1, ').slice(0, -20)}]`],
  ['bad layers', `model:\n  layers: [${full('x, ').slice(0, -30)}]`],
  ['many layers', `model:\n  layers: [${full('flatten, ').slice(0, -30)}]`],
  ['keep', `checkpoint: { keep: [${full('best, ').slice(0, -40)}] }`],
  ['variables', `matrix: { ${Array.from({ length: 20_000 }, (_, i) => `v${i}: [1]`).join(', ')} }`],
  ['values', `matrix: { a: [${Array.from({ length: 40_000 }, (_, i) => i).join(',')}] }`],
  [
    'names that are nearly right',
    `${Array.from({ length: 8_000 }, (_, i) => `m${i}: [1]`)
      .join(', ')
      .replace(/^/, 'matrix: { ')} }\n` +
      `hypotheses: [${Array.from({ length: 4_000 }, (_, i) => `{treatment: {n${i}: 1}}`).join(',')}]`,
  ],
  ['backslashes', `question: "${full('\\\\').slice(0, -20)}"`],
  ['one long key', full('k')],
  ['one long expression', `data: "\${{ ${full('x').slice(0, -20)} }}"`],
  ['opened expressions', `data: "${full('${{').slice(0, -20)}"`],
  ['spaces', `a:${full(' ')}`.slice(0, FULL)],
])(
  'a file full of %s is refused, and soon',
  (_, text) => {
    expect(text.length).toBeLessThanOrEqual(FULL);
    const compiled = compileSpec(text);
    if (compiled.ok) throw new Error('it compiled');
    expect(compiled.diagnostics.length).toBeGreaterThan(0);
    formatDiagnostics(compiled.diagnostics, { color: true });
  },
  20_000,
);

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

// A deterministic walk through damaged files: xorshift32, from a fixed start.
test('whatever is cut out of, put into or swapped in a spec, the compiler answers', () => {
  let x = 2463534242;
  const next = (below: number): number => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
  const pieces = [
    '${{',
    '}}',
    '{',
    '}',
    '[',
    ']',
    ': ',
    '- ',
    '\n',
    '  ',
    '"',
    "'",
    '*a',
    '&a ',
    '#',
    '!',
    '|',
    '>',
    '%',
    '@',
    '\t',
    '0',
    '-1',
    '.nan',
    'null',
    '<<: ',
    '---\n',
    '? ',
    ',',
    '\u0000',
    '\uD83D\uDE00',
  ];
  const lines = RELU.split('\n');
  for (let round = 0; round < 500; round++) {
    let text = RELU;
    for (let n = next(3); n >= 0; n--) {
      const at = next(text.length);
      const what = next(4);
      if (what === 0) text = text.slice(0, at) + text.slice(at + 1 + next(12));
      else if (what === 1) text = text.slice(0, at) + pieces[next(pieces.length)]! + text.slice(at);
      else if (what === 2)
        text = text.replace(lines[next(lines.length)]!, lines[next(lines.length)]!);
      else text = text.slice(0, at) + text.slice(at, at + next(30)).repeat(2) + text.slice(at);
    }
    const compiled = compileSpec(text, { file: 'damaged.yaml' });
    if (!compiled.ok) {
      expect(compiled.diagnostics.length).toBeGreaterThan(0);
      formatDiagnostics(compiled.diagnostics, { color: false });
    }
  }
});
