import { readFileSync } from 'node:fs';
import { ACTIVATIONS } from '../../study/activations.ts';
import { LAYERS, TYPES } from '../../study/layers.ts';
import { LIMITS } from '../../study/limits.ts';
import { LOSSES } from '../../study/losses.ts';
import { METRIC_KINDS } from '../../study/metric-kinds.ts';
import { OPTIMIZERS } from '../../study/optimizers.ts';
import { DEFAULTS } from '../../study/resolve.ts';
import { SCHEDULES } from '../../study/schedules.ts';
import { STEPS } from '../../study/steps.ts';
import { FIELD_TABLES } from '../../study/vocabulary.ts';
import { count } from '../../study/words.ts';
import { codesOf, planOf } from './spec-files.ts';

const doc = readFileSync('docs/spec.md', 'utf8');
const examples = [...doc.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!);

test('every example of docs/spec.md compiles', () => {
  expect(examples.length).toBeGreaterThanOrEqual(4);
  expect(examples.map((text) => codesOf(text))).toEqual(examples.map(() => []));
});

test('the first example is the study that the package runs', () => {
  expect(planOf(examples[0]!)).toEqual(planOf(readFileSync('specs/relu.yaml')));
});

test.each(Object.entries(FIELD_TABLES))('docs/spec.md names each field of "%s"', (_, fields) => {
  expect(Object.keys(fields).filter((name) => !doc.includes(`\`${name}\``))).toEqual([]);
});

test('docs/spec.md names each layer, activation, optimizer, metric and step with all it takes and gives', () => {
  for (const type of TYPES) expect(doc).toContain(`\`${LAYERS[type].example}\``);
  for (const name of Object.keys(ACTIVATIONS)) expect(doc).toContain(`\`${name}\``);
  for (const kinds of [OPTIMIZERS, SCHEDULES, LOSSES, METRIC_KINDS]) {
    for (const { example } of Object.values(kinds)) expect(doc).toContain(`\`${example}\``);
  }
  for (const [type, { per, inputs, outputs, optional = [] }] of Object.entries(STEPS)) {
    const steps = doc.slice(doc.indexOf('| type '));
    const row = steps.split('\n').find((line) => line.startsWith(`| \`${type}\` `))!;
    const cells = row.split('|').map((cell) => cell.trim());
    expect(cells[2]).toBe(per);
    const names = (cell: string): unknown => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(names(cells[3]!)).toEqual(Object.keys(inputs));
    expect(names(cells[4]!)).toEqual(Object.keys(outputs));
    const marked = [...cells[3]!.matchAll(/`(\w+)` \(optional\)/g)].map(([, name]) => name);
    expect(marked).toEqual(optional);
  }
});

test('the defaults and limits of docs/spec.md are the code’s', () => {
  const { checkpoint, seeds } = DEFAULTS;
  expect(doc).toContain(`\`[${checkpoint.keep.join(', ')}]\``);
  expect(doc).toContain(`| \`${checkpoint.monitor}\` |`);
  expect(doc).toContain(`| \`[${seeds.join(', ')}]\``);
  expect(doc).toMatch(new RegExp(`\`randomness\` .*\\| \`${DEFAULTS.randomness}\` +\\|`));
  expect(doc).toMatch(new RegExp(`\`loss\` .*\\| \`${DEFAULTS.loss}\` +\\|`));
  for (const limit of [LIMITS.trials, LIMITS.epochs, LIMITS.units, LIMITS.seed]) {
    expect(doc).toContain(count(limit));
  }
  expect(doc).toContain(`${LIMITS.sourceBytes / 1024} KiB`);
  expect(doc).toContain(`at most ${LIMITS.nameLength} characters`);
});
