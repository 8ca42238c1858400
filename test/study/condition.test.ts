import { conditionText, holds, parseCondition, referencesIn } from '../../study/condition.ts';
import type { Reference } from '../../study/expressions.ts';

const VALUES: Readonly<Record<string, unknown>> = {
  'matrix.activation': 'relu',
  seed: 3,
  'steps.test.metrics.accuracy': 0.98,
  'steps.size.fits': true,
};

function nameOf(reference: Reference): string {
  if (reference.kind === 'seed') return 'seed';
  if (reference.kind !== 'steps') return `${reference.kind}.${reference.name}`;
  return ['steps', reference.step, reference.output, ...reference.members].join('.');
}

function decide(text: string): boolean | string {
  const parsed = parseCondition(text);
  if ('problem' in parsed) return parsed.problem;
  return holds(parsed.condition, (reference) => VALUES[nameOf(reference)]);
}

test.each<[text: string, result: boolean]>([
  ['steps.test.metrics.accuracy >= 0.98', true],
  ['steps.test.metrics.accuracy > 0.98', false],
  ['${{ seed == 3 }}', true],
  ["matrix.activation == 'relu'", true],
  ['matrix.activation == "linear"', false],
  ["matrix.activation != 'linear' and seed < 4", true],
  ['steps.size.fits', true],
  ['not steps.size.fits', false],
  ['not not steps.size.fits', true],
  // `and` binds closer than `or`, `not` closer than both.
  ['true or true and false', true],
  ['(true or true) and false', false],
  ['not false and false', false],
  ['not (false and false)', true],
  ['seed == -3 or seed == 3e0', true],
  // Texts are in the order of their code units: capital letters first.
  ["'Z' < 'a'", true],
  // A number and a text are in no order, and never equal.
  ["seed < '4'", false],
  ["seed == '3'", false],
  // What a skipped step would have given.
  ['steps.skipped.value == 1', false],
  ['steps.skipped.value < 1', false],
  ['steps.skipped.value != 1', true],
  ['steps.skipped.value', false],
  ['steps.skipped.value == steps.skipped.other', false],
])('%s is %s', (text, result) => {
  expect(decide(text)).toBe(result);
});

test.each<[text: string, problem: string]>([
  ['', 'The condition is empty.'],
  ['seed ==', 'The condition ends too early.'],
  ['(seed == 1', 'A bracket is not closed.'],
  ['seed == 1)', '`)` is not expected there.'],
  ['seed = 1', 'Write `==` for `=`.'],
  ['seed == 1 || true', 'Write `or` for `||`.'],
  ['! (seed == 1)', 'Write `not` for `!`.'],
  ['seed < 1 < 2', '`<` is not expected there.'],
  ['seed == 1 # one', '`#` has no meaning in a condition.'],
  ["matrix.a == 'b", "`'` has no meaning in a condition."],
  [`${'('.repeat(40)}true${')'.repeat(40)}`, 'A condition has at most 32 levels of brackets.'],
])('%s cannot be read, and the problem is told', (text, problem) => {
  expect(decide(text)).toBe(problem);
});

test('names every reference, in the order in which they are written', () => {
  const parsed = parseCondition("steps.a.b.c > vars.limit and not (matrix.x == 'y' or seed == 0)");
  const references = 'condition' in parsed ? referencesIn(parsed.condition) : [];
  expect(references.map(nameOf)).toEqual(['steps.a.b.c', 'vars.limit', 'matrix.x', 'seed']);
});

test.each([
  'steps.a.b.c > 0.5',
  "(matrix.x == 'y') and not (seed == 0)",
  '((seed < 1) or steps.a.ok) and not steps.b.ok',
  '(matrix.note == "it\'s") or true',
])('%s is written again as it is', (text) => {
  const parsed = parseCondition(text);
  expect('condition' in parsed && conditionText(parsed.condition)).toBe(text);
});
