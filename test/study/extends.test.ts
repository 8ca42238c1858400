import { readFileSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import { parse as parseYaml, stringify } from 'yaml';
import { describeWith } from '../../datasets/own/describe.ts';
import { compileSpec, formatDiagnostics, resolveSpec } from '../../study/compile.ts';
import type { ReadSpec } from '../../study/extends.ts';
import { LIMITS } from '../../study/limits.ts';
import type { Plan } from '../../study/plan.ts';
import { describeTestData, planOf, specFiles, specObject } from './spec-files.ts';

type Files = Readonly<Record<string, string>>;

/** Reads from a map of paths to texts, as from a disk. */
function reader(files: Files): ReadSpec {
  return (path, from) => {
    const file = from === null ? path : posix.join(posix.dirname(from), path);
    const text = files[file];
    if (text === undefined) throw new Error('there is no such file');
    return { file, id: file, bytes: new TextEncoder().encode(text) };
  };
}

function compiled(files: Files, file: string, overrides: readonly string[] = []): Plan {
  const result = compileSpec(files[file]!, { file, overrides }, { read: reader(files) });
  if (!result.ok) throw new Error(formatDiagnostics(result.diagnostics, { color: false }));
  return result.plan;
}

function said(files: Files, file: string): string {
  const result = compileSpec(files[file]!, { file }, { read: reader(files) });
  return result.ok ? 'ok' : formatDiagnostics(result.diagnostics, { color: false });
}

const BASE = stringify(specObject({ study: 'base', seeds: [0, 1] }));

test('maps merge, lists and values replace', () => {
  const files = {
    'base.yaml': BASE,
    'mine.yaml': `extends: base.yaml
study: mine
seeds: [5]
training: { epochs: 3 }
checkpoint: { monitor: train.loss }
`,
  };
  expect(compiled(files, 'mine.yaml')).toEqual(
    planOf(
      specObject({
        study: 'mine',
        seeds: [5],
        training: { epochs: 3, batchSize: 128, optimizer: { sgd: { learningRate: 0.1 } } },
        checkpoint: { monitor: 'train.loss' },
      }),
    ),
  );
});

test('one optimizer takes the place of another, instead of standing beside it', () => {
  const files = {
    'base.yaml': BASE.replace('sgd:', 'magic:'),
    'mine.yaml': 'extends: base.yaml\ntraining: { optimizer: { sgd: { learningRate: 0.2 } } }\n',
  };
  const [trial] = compiled(files, 'mine.yaml').trials;
  expect(trial!.training.optimizer).toMatchObject({ type: 'sgd', learningRate: 0.2 });
});

test('paths begin where the file is, over several files, and overrides come last', () => {
  const files = {
    'specs/base/deep.yaml': BASE,
    'specs/common.yaml': 'extends: base/deep.yaml\ntraining: { epochs: 4, batchSize: 32 }\n',
    'mine.yaml': 'extends: ./specs/common.yaml\ntraining: { batchSize: 16 }\n',
  };
  const [trial] = compiled(files, 'mine.yaml', ['seeds=[9]']).trials;
  expect([trial!.epochs, trial!.training.batchSize, trial!.seed]).toEqual([4, 16, 9]);
});

test('a mistake is shown in the file that holds it, the spec’s own first', () => {
  const files = {
    'base.yaml': BASE.replace('learningRate: 0.1', 'lr: 0.1'),
    'mine.yaml': 'extends: base.yaml\nstudy: mine\n\n\ntraining: { epochs: many }\n',
  };
  expect(said(files, 'mine.yaml')).toBe(
    `mine.yaml:5:21 error bad-value: \`training.epochs\` takes a whole number from 1 to 10,000, not the text "many".
  5 | training: { epochs: many }
    |                     ~~~~

base.yaml:15:7 error unknown-field: \`lr\` is no field of \`training.optimizer.sgd\`. Here it is called \`learningRate\`.
  15 |       lr: 0.1
     |       ~~

2 errors
`,
  );
});

test.each<[what: string, files: Files, sentence: string]>([
  [
    'a file that is not there',
    { 'a.yaml': 'extends: b.yaml\n' },
    `Can't read "b.yaml": there is no such file. A path begins where this file is.`,
  ],
  [
    'a circle',
    { 'a.yaml': 'extends: b.yaml\n', 'b.yaml': 'extends: c.yaml\n', 'c.yaml': 'extends: a.yaml\n' },
    'This goes in a circle: a.yaml → b.yaml → c.yaml → a.yaml.',
  ],
  ['itself', { 'a.yaml': 'extends: a.yaml\n' }, 'This goes in a circle: a.yaml → a.yaml.'],
  [
    'what is no path',
    { 'a.yaml': 'extends: [b.yaml]\n' },
    '`extends` takes the path of another spec, not a list.',
  ],
  [
    'a file of another form',
    { 'a.yaml': 'extends: b.yaml\n', 'b.yaml': '- 1\n' },
    '"b.yaml" holds a list, not a map of a spec\'s fields.',
  ],
  [
    'YAML that is none',
    { 'a.yaml': 'extends: b.yaml\n', 'b.yaml': 'study: "x\n' },
    'This quote is never closed.',
  ],
])('extending %s is an error', (_, files, sentence) => {
  expect(said(files, 'a.yaml')).toContain(sentence);
});

test(`a chain has at most ${LIMITS.extends} more files`, () => {
  const chain = (length: number): Files => {
    const links = Array.from({ length }, (_, i) => [`${i}.yaml`, `extends: ${i + 1}.yaml\n`]);
    return Object.fromEntries([...links, [`${length}.yaml`, BASE]]) as Files;
  };
  expect(said(chain(8), '0.yaml')).toBe('ok');
  expect(said(chain(9), '0.yaml')).toContain('over at most 8 files');
});

test('without its file, and by an override, a spec extends none', () => {
  const codes = (source: string, overrides: readonly string[]): unknown => {
    const result = compileSpec(source, { overrides });
    return result.ok ? [] : result.diagnostics.map(({ code }) => code);
  };
  expect(codes('extends: base.yaml\n', [])).toEqual(['extends']);
  expect(codes(BASE, ['extends=base.yaml'])).toEqual(['bad-override']);
});

test.each(specFiles('good'))('$name, resolved into one YAML, is the same study', ({ bytes }) => {
  const yaml = resolveSpec(bytes, {}, { read: reader({}), describe: describeTestData })!;
  expect(planOf(yaml)).toEqual(planOf(bytes));
  expect(resolveSpec(yaml, {}, { read: reader({}), describe: describeTestData })).toBe(yaml);
});

test('a spec that extends another and is overridden resolves into one that is the same study', () => {
  const files = { 'base.yaml': BASE, 'mine.yaml': 'extends: base.yaml\nvars: { n: 2 }\n' };
  const overrides = ['training.epochs=${{ vars.n }}', 'study=other'];
  const options = { file: 'mine.yaml', overrides };
  const yaml = resolveSpec(files['mine.yaml'], options, { read: reader(files) })!;
  expect(planOf(yaml)).toEqual(compiled(files, 'mine.yaml', overrides));
  expect(parseYaml(yaml)).toMatchObject({ training: { epochs: 2, loss: 'crossEntropy' } });
});

test('data files are named from the file that names them', () => {
  const file = 'flowers.csv';
  const csv = { file, testFile: file, target: 'species', categorical: ['colour'] };
  const own = { csv, split: { file: 'split.csv' } };
  const files = {
    'lab/base.yaml': stringify(
      specObject({ data: own, model: { layers: [{ dense: { units: 3 } }] } }),
    ),
    'studies/mine.yaml': 'extends: ../lab/base.yaml\nstudy: mine\n',
  };
  const read: string[] = [];
  const describe = describeWith((path) => {
    read.push(path);
    return readFileSync(join('test/data', basename(path)));
  });
  const options = { file: 'studies/mine.yaml' };
  const source = files['studies/mine.yaml'];
  const result = compileSpec(source, options, { read: reader(files), describe });
  expect(result.ok).toBe(true);
  expect(new Set(read)).toEqual(new Set(['../lab/flowers.csv', '../lab/split.csv'])); // from studies/
});
