import { readFileSync } from 'node:fs';
import { LIMITS } from '../../study/limits.ts';
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

test('the limits of docs/spec.md are the code’s', () => {
  for (const limit of [LIMITS.trials, LIMITS.epochs, LIMITS.units, LIMITS.seed]) {
    expect(doc).toContain(count(limit));
  }
  expect(doc).toContain(`${LIMITS.sourceBytes / 1024} KiB`);
});
