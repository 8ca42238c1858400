import { readFileSync } from 'node:fs';
import { changedParts, questionDigest } from '../../study/registration.ts';
import { planOf } from './spec-files.ts';

const RELU = readFileSync('specs/relu.yaml', 'utf8');
const plan = planOf(RELU);

test.each([
  ['hypotheses[0].minEffect=0.02', ['hypotheses']],
  ['hypotheses[0].test=wilcoxon', ['tests']],
  ['seeds=[0, 1]', ['seeds']],
  ['alpha=0.01', ['alpha']],
])('%s is another question', (override, parts) => {
  const other = planOf(RELU, [override]);
  expect(changedParts(plan, other)).toEqual(parts);
  expect(questionDigest(other)).not.toBe(questionDigest(plan));
});

test.each([
  'training.epochs=5',
  'question=Why?',
  'study=other',
  'alpha=0.05',
  'hypotheses[0].test=pairedT',
  'hypotheses[0].claim=Another wording',
])('%s asks the same', (override) => {
  const other = planOf(RELU, [override]);
  expect(changedParts(plan, other)).toEqual([]);
  expect(questionDigest(other)).toBe(questionDigest(plan));
});

test('the order of seeds and hypotheses makes no other question', () => {
  const [hypothesis] = plan.hypotheses;
  const two = [hypothesis!, { ...hypothesis!, metric: 'test.loss' as const }];
  const one = { ...plan, seeds: [0, 1], hypotheses: two };
  const other = { ...plan, seeds: [1, 0], hypotheses: two.toReversed() };
  expect(questionDigest(other)).toBe(questionDigest(one));
});
