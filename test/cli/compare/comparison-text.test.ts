import { compareRuns } from '../../../cli/compare/compare-runs.ts';
import type { JudgedRun } from '../../../cli/compare/compare-runs.ts';
import { comparisonJson } from '../../../cli/compare/comparison-json.ts';
import { comparisonText } from '../../../cli/compare/comparison-text.ts';
import { judge } from '../../../verdict/judge.ts';
import { EVIDENCE, planOf, referenceStudy } from '../../report/fixtures.ts';
import { LINEAR, RELU, run, trial } from './runs.ts';

const text = (a: JudgedRun, b: JudgedRun): string => comparisonText(compareRuns(a, b));

const A = run([
  trial({ variant: LINEAR, seed: 0 }, { commits: 'ab' }, 0.5),
  trial({ variant: RELU, seed: 0 }, { commits: 'cd' }, 0.75),
  trial({ variant: RELU, seed: 1 }, { commits: 'ef' }),
]);
const B = run(
  [
    trial({ variant: LINEAR, seed: 0 }, { commits: 'ab' }, 0.5),
    trial({ variant: RELU, seed: 0 }, { commits: 'cdx' }, 0.8125),
    trial({ variant: { activation: 'tanh' }, seed: 0 }, { commits: 'gh' }),
  ],
  { study: 'other' },
);

test('two runs stand side by side, from what was asked to what came out', () => {
  expect(text(A, B)).toBe(`\
A  ${A.plan.run}  done
B  ${B.plan.run}  done
The same arithmetic fingerprint, ffffffff.

No field that is in a key differs: what both have is the same computation.

Spec, in no key: a trial computes the same
  study: small → other

Mean test accuracy over the seeds that both have, B − A in percentage points
variant  seeds       A       B  B − A
linear       1  50.00%  50.00%   0.00
relu         1  75.00%  81.25%  +6.25

Mean test loss over the seeds that both have
variant  seeds       A       B    B − A
linear       1  0.5000  0.5000   0.0000
relu         1  0.2500  0.1875  −0.0625

Trials: 1 of the 2 that both have are identical, by digest
  the same up to epoch 2, the last of A; B has 3: relu · seed 0
Only in A: 1 trial: relu · seed 1
Only in B: 1 trial: tanh · seed 0
`);
});

test('the same run twice is said', () => {
  expect(text(A, A)).toBe(`A and B are the same run, ${A.plan.run}: nothing differs.\n`);
});

test('other arithmetic is said first, with how its engine differs', () => {
  const other = run(B.results.trials, {
    study: 'other',
    fingerprint: 'e'.repeat(64),
    cpu: 'another processor',
  });
  expect(text(A, other).split('\n').slice(2, 6)).toEqual([
    'Other arithmetic: ffffffff in A, eeeeeeee in B. It is in every key, so that',
    '  what trains alike differs in its last digits, and then in more.',
    '  cpu: a processor → another processor',
    '',
  ]);
  const none = { ...other, results: { ...other.results, arithmetic: null } };
  expect(text(A, none)).toContain('\nArithmetic: ffffffff in A, none yet in B.\n');
});

test('what is not the same to the end is told by how far it is', () => {
  const compared = (a: string, b: string, states?: readonly [string, string]): string => {
    const of = (commits: string, i: 0 | 1): JudgedRun =>
      run([trial({ variant: RELU, seed: 0 }, { commits, states: states?.[i] ?? commits })], {
        study: 'ab'[i]!,
      });
    return text(of(a, 0), of(b, 1)).split('identical, by digest\n')[1]!.trim();
  };
  expect(compared('abc', 'abd')).toBe('the same up to epoch 2: relu · seed 0');
  expect(compared('abc', 'ab')).toBe(
    'the same up to epoch 2, the last of B; A has 3: relu · seed 0',
  );
  expect(compared('abc', 'xyz')).toBe('different from the first epoch: relu · seed 0');
  expect(compared('ab', 'xy', ['st', 'st']).replaceAll(/\s+/g, ' ')).toBe(
    'different from the first epoch; the same weights up to epoch 2, measured otherwise: relu · seed 0',
  );
  expect(compared('', 'a')).toBe('no epoch yet in A: relu · seed 0');
  expect(compared('a', '')).toBe('no epoch yet in B: relu · seed 0');
  expect(compared('', '')).toBe('no epoch yet in either: relu · seed 0');
});

test('before anything is tested in both, or where nothing is in both, that is said', () => {
  const untested = run([trial({ variant: RELU, seed: 0 }, { commits: 'a' })], { study: 'other' });
  expect(text(A, untested)).toContain('\nNo seed has been tested in both.\n');
  const foreign = run([trial({ variant: {}, seed: 0 }, { commits: 'a' })], { study: 'other' });
  expect(text(A, foreign)).toContain('\nNo variant is in both.\n');
  expect(text(A, foreign)).toContain('\nTrials: none is in both\n');
});

test('verdicts stand one under the other, with their numbers; no claim is not asked', () => {
  const results = referenceStudy();
  const verdicts = judge(results, planOf(results), EVIDENCE);
  // 0.9818 − 0.9247, PyTorch's own.
  expect(
    text({ ...A, verdicts }, B)
      .split('\n\n')
      .at(-1),
  ).toBe(`\
Verdicts
  ReLU raises test accuracy
    A  Undecided: test accuracy +5.71 percentage points, 1 seed
    B  not asked
`);
});

test('no line is longer than 80 columns, whatever is compared', () => {
  const claim = 'ReLU raises test accuracy, '.repeat(6).trim();
  const results = referenceStudy();
  const verdicts = judge(results, planOf(results), EVIDENCE).map((each) => ({ ...each, claim }));
  const plan = { ...B.plan, question: 'Does it, or does it not? '.repeat(20) };
  const many = Array.from({ length: 20 }, (_, seed) =>
    trial({ variant: RELU, seed: seed + 5 }, { commits: 'a' }),
  );
  const b = { ...B, plan, results: { ...B.results, trials: [...B.results.trials, ...many] } };
  const lines = text({ ...A, verdicts }, b).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.join(' ')).toContain('15 more');
});

test('as JSON it has the same, its numbers unrounded', () => {
  const verdicts = judge(referenceStudy(), planOf(referenceStudy()), EVIDENCE);
  const json = JSON.parse(comparisonJson(compareRuns({ ...A, verdicts }, B))) as object;
  expect(json).toMatchObject({
    a: { run: A.plan.run, status: 'done', spec: A.plan.spec, arithmetic: 'f'.repeat(64) },
    b: { run: B.plan.run },
    sameRun: false,
    arithmetic: { same: true, differences: [] },
    spec: {
      inKeys: [],
      notInKeys: [{ path: 'study', a: 'small', b: 'other' }],
      variants: { onlyA: [], onlyB: [] },
    },
    trials: { identical: 1, onlyA: [{ variant: RELU, seed: 1 }] },
    hypotheses: [{ claim: 'ReLU raises test accuracy', a: { verdict: 'undecided' }, b: null }],
  });
  expect(json).toHaveProperty('results.1.difference', 0.8125 - 0.75);
});
