import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';
import { parse as parseYaml } from 'yaml';
import type { Schema } from '../../study/fields.ts';
import { STEPS } from '../../study/steps.ts';
import { standardSteps } from '../../study/standard-steps.ts';
import { STEP_TYPES } from '../../study/plan.ts';
import { toPlain } from '../../study/tree.ts';
import { FIELD_TABLES } from '../../study/vocabulary.ts';
import { codesOf, planOf, specFiles } from './spec-files.ts';

const file = JSON.parse(readFileSync('specs/study.schema.json', 'utf8')) as object;
const editor = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(file);

test('every field has a description for editors to show', () => {
  const undescribed: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'properties') {
        for (const [name, field] of Object.entries(
          value as Record<string, { description?: string }>,
        )) {
          if (!field.description) undescribed.push(`${path}.${name}`);
        }
      }
      visit(value, `${path}/${key}`);
    }
  };
  visit(file, '');
  expect(undescribed).toEqual([]);
});

test.each(specFiles('good'))('an editor accepts $name, as the compiler does', ({ bytes }) => {
  expect(editor(parseYaml(new TextDecoder().decode(bytes)))).toBe(true);
});

test.each(specFiles('bad'))('what an editor marks in $name, the compiler refuses', ({ bytes }) => {
  let spec: unknown;
  try {
    spec = parseYaml(new TextDecoder().decode(bytes), { uniqueKeys: false, logLevel: 'silent' });
  } catch {
    return; // an editor marks YAML's own errors by itself
  }
  if (!editor(spec)) expect(codesOf(bytes)).not.toEqual([]);
});

test('no map that editors complete bounds its fields by itself', () => {
  const bounded: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { properties, maxProperties, additionalProperties: open } = schema as Schema;
    if (properties !== undefined && maxProperties !== undefined && open === false)
      bounded.push(path);
    for (const [key, value] of Object.entries(schema)) visit(value, `${path}/${key}`);
  };
  visit(file, '');
  expect(bounded).toEqual([]); // yaml-language-server counts the field that is being typed
});

// One spec for each keyword of each field would repeat the schema; these are the kinds of fields.
test.each<[path: string, value: unknown, valid: boolean]>([
  ['training.epochs', 1, true],
  ['training.epochs', 10_000, true],
  ['training.epochs', 10_001, false],
  ['training.epochs', 0, false],
  ['training.epochs', 1.5, false],
  ['training.epochs', '1', false],
  ['training.batchSize', 60_000, true],
  ['training.batchSize', 10_000_001, false],
  ['training.optimizer', { sgd: { learningRate: 1e-9 } }, true],
  ['training.optimizer', { sgd: { learningRate: 0 } }, false],
  ['training.optimizer', {}, false],
  ['study', 'a'.repeat(64), true],
  ['study', 'a'.repeat(65), false],
  ['study', '-a', false],
  ['study', 'a/b', false],
  ['seeds', [4294967295], true],
  ['seeds', [4294967296], false],
  ['seeds', [], false],
  ['seeds', { count: 2_000 }, true],
  ['seeds', { count: 2_001 }, false],
  ['seeds', { from: 1 }, false],
  ['data.split', { train: 0.5, validation: 1 }, true],
  ['data.split', { train: 0.5 }, false],
  ['data.split', { train: -0.5, validation: 1 }, false],
  ['data.split', {}, false],
  ['data.split', { folds: 2 }, true],
  ['data.split', { folds: 1 }, false],
  ['data.split', { stratified: false }, true],
  ['data.split', { stratified: 'yes' }, false],
  ['data.split', { file: 'split.csv' }, true],
  ['data.split', { file: '' }, false],
  ['checkpoint', {}, true],
  ['checkpoint', { keep: ['all'] }, true],
  ['checkpoint', { keep: [] }, false],
  ['checkpoint', { monitor: 'test.loss' }, false],
  ['randomness', 'paired', true],
  ['randomness', null, false],
  ['question', '', false],
  ['question', 'x'.repeat(1_000), true],
  ['question', 'x'.repeat(1_001), false],
  ['matrix', {}, true],
  ['matrix', { a: [] }, false],
  ['epochal', 1, true],
  ['epochal', '1', false],
])('schema and compiler agree on %s: %j', (path, value, valid) => {
  const spec = structuredClone(BASE) as Record<string, unknown>;
  const [section, field] = path.split('.') as [string, string | undefined];
  if (field === undefined) spec[section] = value;
  else (spec[section] as Record<string, unknown>)[field] = value;
  expect(editor(spec)).toBe(valid);
  expect(codesOf(spec).length === 0).toBe(valid);
});

const BASE = parseYaml(readFileSync('test/study/good/smallest.yaml', 'utf8')) as object;

// Kinds are filled in from these tables by themselves; sections by code of their own.
const SECTIONS = ['', 'data', 'training', 'checkpoint'];
const DEFAULTS = SECTIONS.flatMap((place) =>
  Object.entries(FIELD_TABLES[place]!)
    .filter(([, field]) => field.default !== undefined)
    .map(([name, field]): [string, unknown] => [
      place === '' ? name : `${place}.${name}`,
      field.default,
    ]),
);

test.each(DEFAULTS)('a spec that leaves %s out is the one that writes %j', (path, value) => {
  const overrides = [`${path}=${JSON.stringify(value)}`];
  expect(planOf(BASE, overrides).trials).toEqual(planOf(BASE).trials);
});

test('what may be left out says what it is then, unless it is one of several', () => {
  const silent = Object.entries(FIELD_TABLES).flatMap(([place, fields]) =>
    Object.entries(fields)
      .filter(([, field]) => !field.required && field.default === undefined && !field.otherwise)
      .map(([name]) => `${place}.${name}`),
  );
  expect(silent).toEqual([
    ...['dataset', 'csv', 'npy', 'idx'].map((name) => `data.${name}`),
    ...['norm', 'value'].map((name) => `training.gradientClipping.${name}`),
  ]);
});

test('a description never says a default by itself', () => {
  const docs = Object.values(FIELD_TABLES).flatMap((fields) => Object.values(fields));
  expect(docs.filter(({ doc }) => /default:/i.test(doc))).toEqual([]);
});

test('the standard steps use every type of step once, with every input', () => {
  const steps = Object.values(
    toPlain(standardSteps()) as Record<string, { uses: keyof typeof STEPS; with?: object }>,
  );
  expect(steps.map(({ uses }) => uses)).toEqual(STEP_TYPES);
  for (const { uses, with: inputs = {} } of steps) {
    expect(Object.keys(inputs)).toEqual(Object.keys(STEPS[uses].inputs));
  }
});
