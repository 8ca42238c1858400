import { verdictPairs } from '../../../cli/compare/verdict-pairs.ts';
import { judge } from '../../../verdict/judge.ts';
import type { Verdict } from '../../../verdict/verdict.ts';
import { EVIDENCE, planOf, referenceStudy } from '../../report/fixtures.ts';

const results = referenceStudy();
const [verdict] = judge(results, planOf(results), EVIDENCE) as readonly [Verdict];
const claiming = (claim: string, n: number): Verdict => ({ ...verdict, claim, n });

test('claims are paired by their words, those of one run alone with nothing', () => {
  const [x, y, z] = [claiming('x', 1), claiming('y', 1), claiming('z', 2)];
  const other = claiming('x', 2);
  expect(verdictPairs([y, x], [z, other])).toEqual([
    { claim: 'y', a: y, b: null },
    { claim: 'x', a: x, b: other },
    { claim: 'z', a: null, b: z },
  ]);
});

test('claims of the same words are paired in their order', () => {
  const [first, second, other] = [claiming('x', 1), claiming('x', 2), claiming('x', 3)];
  expect(verdictPairs([first, second], [other])).toEqual([
    { claim: 'x', a: first, b: other },
    { claim: 'x', a: second, b: null },
  ]);
});
