import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { canonicalJson } from '../../study/canonical.ts';
import { compileSpec, formatDiagnostics } from '../../study/compile.ts';
import type { Compiled } from '../../study/compile.ts';
import { LIMITS } from '../../study/limits.ts';
import { DEFAULTS } from '../../study/defaults.ts';
import { standardAt } from '../../study/hypotheses.ts';
import { shapeOf } from '../../study/shape-metrics.ts';
import type { HypothesisTerms } from '../../study/spec.ts';
import { standardSplit } from '../../study/split-counts.ts';
import { plainText, validSpec } from './arbitrary-spec.ts';
import type { SpecRecord } from './arbitrary-spec.ts';
import { planOf, specFiles } from './spec-files.ts';

// The same inputs every time, but for those who ask for others: FUZZ_SEED=7 FUZZ_RUNS=10000. What
// fails prints its seed and its path: FUZZ_SEED=… FUZZ_PATH=… runs that one alone.
const { FUZZ_SEED = '20260101', FUZZ_RUNS, FUZZ_PATH } = process.env;

function check<T>(arbitrary: fc.Arbitrary<T>, runs: number, property: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, property), {
    seed: Number(FUZZ_SEED),
    numRuns: Number(FUZZ_RUNS ?? runs),
    ...(FUZZ_PATH !== undefined && { path: FUZZ_PATH }),
  });
}

const TEXTS = [
  readFileSync('specs/relu.yaml', 'utf8'),
  ...specFiles('good').map(({ bytes }) => new TextDecoder().decode(bytes)),
];

describe('whatever it is given, the compiler answers in sentences, about', () => {
  test('any text', () => {
    check(fc.string({ unit: 'binary', maxLength: 200 }), 500, answersText);
  });

  test('any bytes', () => {
    check(fc.uint8Array({ maxLength: 300 }), 1_000, (bytes) => answers(compileSpec(bytes)));
  });

  test('text made of what YAML is made of', () => {
    const piece = fc.constantFrom(...PIECES);
    check(fc.array(piece, { maxLength: 40 }), 700, (pieces) => answersText(pieces.join('')));
  });

  test('real specs in which something was cut, put, doubled or swapped', () => {
    check(damagedText(), 500, answersText);
  });

  test('real specs with a byte changed', () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
    const spec = fc.constantFrom(...TEXTS).map((text) => new TextEncoder().encode(text));
    check(
      fc.tuple(spec, fc.array(change, { minLength: 1, maxLength: 3 })),
      300,
      ([bytes, changes]) => {
        const damaged = bytes.slice();
        for (const [at, by] of changes) damaged[at % damaged.length] = by;
        answers(compileSpec(damaged));
      },
    );
  });

  test('any JSON', () => {
    check(anyJson(), 400, (value) => answers(compileSpec(value as object)));
  });

  test('a valid spec as an object with any JSON somewhere in it', () => {
    check(fc.tuple(validSpec(), fc.nat(), anyJson()), 250, ([spec, at, value]) => {
      answers(compileSpec(replaced(spec, at, value)));
    });
  });

  test('any overrides, and any options', () => {
    const path = fc.constantFrom(
      'training.epochs',
      'model.layers[1]',
      'matrix.a',
      'study',
      'a.b',
      '',
    );
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...PIECES));
    const text = fc.tuple(path, fc.constantFrom('=', '', '=='), value).map((all) => all.join(''));
    check(fc.tuple(fc.array(text), anyJson()), 250, ([overrides, options]) => {
      answers(compileSpec(TEXTS[0]!, { overrides }));
      answers(compileSpec(TEXTS[0]!, options as object));
    });
  });
});

describe('a valid spec, whichever,', () => {
  test('compiles to a plan that is JSON, the same each time, and is not changed by it', () => {
    check(validSpec(), 100, (spec) => {
      const before = structuredClone(spec);
      const plan = planOf(spec);
      expect(JSON.parse(canonicalJson(plan))).toEqual(plan);
      expect(canonicalJson(planOf(spec))).toBe(canonicalJson(plan));
      expect(spec).toEqual(before);
      expect(plan.run).toMatch(/^[a-z0-9][a-z0-9._-]*@[0-9a-f]{8}$/);
      expect(plan.trials.map(({ index }) => index)).toEqual([...plan.trials.keys()]);
    });
  });

  test('means the same as YAML and as JSON text', () => {
    check(validSpec(), 60, (spec) => {
      const plan = planOf(spec);
      expect(planOf(stringify(spec))).toEqual(plan);
      expect(planOf(stringify(spec, { collectionStyle: 'flow', lineWidth: 40 }))).toEqual(plan);
      expect(planOf(JSON.stringify(spec))).toEqual(plan);
    });
  });

  test('means the same in any order of its fields, with comments, and with its defaults written out', () => {
    check(fc.tuple(validSpec(), fc.nat(), plainText(40)), 60, ([spec, turn, comment]) => {
      const plan = planOf(spec);
      expect(planOf(reordered(spec, turn) as SpecRecord).spec).toBe(plan.spec);
      expect(planOf(commented(stringify(spec), comment)).spec).toBe(plan.spec);
      expect(planOf(withDefaults(spec))).toEqual(plan);
    });
  });

  test('means the same when a field is overridden with what it has', () => {
    check(
      fc.tuple(validSpec(), fc.constantFrom('study', 'training', 'model.layers[1]')),
      60,
      ([spec, path]) => {
        const value = path
          .split(/[.[\]]+/)
          .filter((name) => name !== '')
          .reduce<unknown>((at, name) => (at as SpecRecord)[name], spec);
        expect(planOf(spec, [`${path}=${JSON.stringify(value)}`])).toEqual(planOf(spec));
      },
    );
  });
});

const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]|\p{Surrogate}/u;

/** What the compiler owes for any input: a plan, or diagnostics that can be read. */
function answers(compiled: Compiled): void {
  if (compiled.ok) {
    canonicalJson(compiled.plan);
    return;
  }
  const { diagnostics } = compiled;
  const text = formatDiagnostics(diagnostics, { color: false });
  formatDiagnostics(diagnostics, { color: true });
  expect({
    none: diagnostics.length === 0,
    isLong: text.length > LIMITS.diagnostics * 2_000,
    unprintable: UNPRINTABLE.exec(text),
    noSentences: diagnostics.filter(({ message }) => !/^\S.*[.?]$/su.test(message)),
    holes: diagnostics.filter(({ at }) => Object.values(at).includes(undefined)),
  }).toEqual({ none: false, isLong: false, unprintable: null, noSentences: [], holes: [] });
}

/** The same, and that every place lies in the text. */
function answersText(text: string): void {
  const compiled = compileSpec(text);
  answers(compiled);
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const outside = (compiled.ok ? [] : compiled.diagnostics).filter(({ at }) => {
    if (at.kind === 'object') return true;
    const line = lines[at.line - 1];
    const token = at.excerpt.slice(at.start, at.end).replace(/…$/, '');
    return (
      line === undefined ||
      at.column < 1 ||
      at.column > line.length + 1 ||
      at.start < 0 ||
      at.start > at.excerpt.length ||
      at.end <= at.start ||
      line.slice(at.column - 1, at.column - 1 + token.length) !== token
    );
  });
  expect(outside).toEqual([]);
}

const PIECES = [
  ...['${{', '}}', '${{ matrix.a }}', '{', '}', '[', ']', ': ', ':', '- ', '\n', '\n  ', '\n    '],
  ...[
    '"',
    "'",
    '*a',
    '&a ',
    '#',
    ' #',
    '!',
    '!!str ',
    '|',
    '|\n  ',
    '>-\n',
    '%',
    '%YAML 1.1\n',
    '@',
  ],
  ...['\t', '\r\n', '0', '-1', '.nan', 'null', '<<: ', '---\n', '...\n', '? ', ',', '\u0000', '`'],
  ...[
    '\uFEFF',
    '\uD83D\uDE00',
    '\uD83D',
    '\uE000',
    '\u202E',
    '1e999',
    '0777',
    '__proto__',
    'x'.repeat(120),
  ],
  ...['epochal: 1\n', 'study: a\n', 'training:\n', 'layers:\n', 'matrix: {a: [1]}\n', 'seeds: 3\n'],
];

function damagedText(): fc.Arbitrary<string> {
  const damage = fc.record({
    kind: fc.constantFrom('cut', 'put', 'double', 'swap'),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 30 }),
    piece: fc.constantFrom(...PIECES),
  });
  const damages = fc.array(damage, { minLength: 1, maxLength: 4 });
  return fc.tuple(fc.constantFrom(...TEXTS), damages).map(([text, all]) =>
    all.reduce((spec, { kind, at: anywhere, length, piece }) => {
      const at = anywhere % (spec.length + 1);
      const [before, here, after] = [
        spec.slice(0, at),
        spec.slice(at, at + length),
        spec.slice(at + length),
      ];
      switch (kind) {
        case 'cut':
          return before + after;
        case 'put':
          return before + piece + here + after;
        case 'double':
          return before + here + here + after;
        case 'swap':
          return after + here + before;
      }
    }, text),
  );
}

function anyJson(): fc.Arbitrary<unknown> {
  const key = fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'toString', 'epochal', 'data', 'model', 'layers'),
    fc.constantFrom('dense', 'matrix', 'seeds', 'hypotheses', 'steps', 'file', 'overrides'),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  const leaf = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(...PIECES),
    fc.double().filter(Number.isFinite),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  return fc.letrec((again) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(again('value')),
      fc.dictionary(key, again('value')),
    ),
  })).value;
}

/** The spec with a value in place of the one that a walk through it counts to. */
function replaced(spec: SpecRecord, at: number, value: unknown): SpecRecord {
  const holders: (readonly [holder: Record<string, unknown>, key: string])[] = [];
  const walk = (holder: Record<string, unknown>): void => {
    for (const [key, inner] of Object.entries(holder)) {
      holders.push([holder, key]);
      if (typeof inner === 'object' && inner !== null) walk(inner as Record<string, unknown>);
    }
  };
  const copy = structuredClone(spec) as Record<string, unknown>;
  walk(copy);
  const [holder, key] = holders[at % holders.length]!;
  holder[key] = value;
  return copy;
}

/** The spec with the fields of every map turned round, but for the matrix: there order counts. */
function reordered(value: unknown, turn: number, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => reordered(item, turn));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, reordered(inner, turn, key)]);
  if (name === 'matrix') return Object.fromEntries(entries);
  const by = turn % entries.length;
  return Object.fromEntries([...entries.slice(by), ...entries.slice(0, by)]);
}

/** The text with a comment after each line that can have one. */
function commented(yaml: string, comment: string): string {
  return `# ${comment}\n${yaml.replace(/^(\w+:)$/gm, `$1 # ${comment.replaceAll('$', '$$$$')}`)}`;
}

function withDefaults(spec: SpecRecord): SpecRecord {
  const {
    data,
    training,
    checkpoint,
    hypotheses = [],
    ...rest
  } = spec as Record<string, SpecRecord>;
  const split = standardSplit(60_000);
  const { loss, matrix, seeds, randomness, alpha } = DEFAULTS;
  return {
    ...{ matrix, seeds, randomness, alpha },
    ...rest,
    data: { split, ...data },
    training: { loss, ...training },
    checkpoint: { ...DEFAULTS.checkpoint, ...checkpoint },
    hypotheses: (hypotheses as unknown as readonly SpecRecord[]).map(hypothesisWithDefaults),
  };
}

function hypothesisWithDefaults(hypothesis: SpecRecord): SpecRecord {
  const metric = hypothesis['metric'] as HypothesisTerms['metric'];
  const { test: standardTest, onFailure } = DEFAULTS;
  return {
    ...{ test: standardTest, onFailure, minEffect: 0 },
    ...(shapeOf(metric) === null && { at: standardAt(metric) }),
    ...hypothesis,
  };
}
