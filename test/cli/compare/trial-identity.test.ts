import { trialIdentities } from '../../../cli/compare/trial-identity.ts';
import type { TrialIdentity } from '../../../cli/compare/trial-identity.ts';
import type { TrialResult } from '../../../study/results.ts';
import { LINEAR, RELU, run, trial } from './runs.ts';

const NAME = { variant: RELU, seed: 0 };

function identity(a: TrialResult, b: TrialResult): TrialIdentity {
  return trialIdentities(run([a]).results, run([b]).results).both[0]!;
}

test.each([
  ['abc', 'abc', true, 3],
  ['abc', 'abcd', false, 3],
  ['abcd', 'abc', false, 3],
  ['abc', 'abd', false, 2],
  ['abc', 'xyz', false, 0],
  ['', 'abc', false, 0],
  ['', '', false, 0],
])('epochs %j and %j: identical %j, the same up to epoch %j', (a, b, identical, sameCommits) => {
  expect(identity(trial(NAME, { commits: a }), trial(NAME, { commits: b }))).toEqual({
    ...NAME,
    identical,
    epochs: { a: a.length, b: b.length },
    sameCommits,
    sameStates: sameCommits,
  });
});

test('what was only measured otherwise has the same weights', () => {
  const [a, b] = [
    { commits: 'abc', states: 'stu' },
    { commits: 'xyz', states: 'stv' },
  ];
  expect(identity(trial(NAME, a), trial(NAME, b))).toMatchObject({
    identical: false,
    sameCommits: 0,
    sameStates: 2,
  });
});

test('trials that diverged are identical if they did at the same step', () => {
  const diverged = (step: number): TrialResult => ({
    ...trial(NAME, { commits: 'a' }),
    diverged: { epoch: 2, step, lastLoss: 9 },
  });
  expect(identity(diverged(5), diverged(5)).identical).toBe(true);
  expect(identity(diverged(5), diverged(6)).identical).toBe(false);
  expect(identity(diverged(5), trial(NAME, { commits: 'a' })).identical).toBe(false);
});

test('trials are paired by variant, seed and fold; the others are named', () => {
  const one = { commits: 'a' };
  const names = [
    { variant: LINEAR, seed: 0 },
    { variant: RELU, seed: 0 },
    { variant: RELU, seed: 0, fold: 1 },
    { variant: RELU, seed: 1 },
  ] as const;
  const of = (...indices: readonly number[]) =>
    run(indices.map((index) => trial(names[index]!, one))).results;
  const found = trialIdentities(of(0, 1, 3), of(1, 2));
  expect(found.both.map(({ variant, seed }) => ({ variant, seed }))).toEqual([names[1]]);
  expect(found.onlyA).toEqual([names[0], names[3]]);
  expect(found.onlyB).toEqual([names[2]]);
});
