import type { Hypothesis } from '../../study/spec.ts';
import { powerOf } from '../../verdict/power.ts';
import { planOf, referenceStudy } from '../report/fixtures.ts';

const plan = planOf(referenceStudy());
const [hypothesis] = plan.hypotheses;

/** What a test can give with so many seeds in a family of so many hypotheses. */
function power(change: Partial<Hypothesis>, seeds: number, family = 1): object {
  const asked = { ...hypothesis!, ...change };
  const { hypothesis: _asked, ...found } = powerOf({
    ...plan,
    seeds: Array.from({ length: seeds }, (_, seed) => seed),
    hypotheses: Array.from({ length: family }, () => asked),
  })[0]!;
  return found;
}

test('an exact test of one side needs 5 seeds for one hypothesis, and 6 for three', () => {
  for (const test of ['signFlip', 'wilcoxon'] as const) {
    // One of 2ⁿ ways to set the signs is the most extreme.
    expect(power({ test }, 5)).toEqual({
      ...{ n: 5, smallestP: 1 / 32, smallestPHolm: 1 / 32, seedsNeeded: 5 },
    });
    expect(power({ test }, 6, 3)).toMatchObject({ smallestP: 1 / 64, seedsNeeded: 6 });
  }
});

test('one of two sides needs 6 and 7', () => {
  const sided = { test: 'signFlip', expect: 'different' } as const;
  expect(power(sided, 6)).toMatchObject({ smallestP: 2 / 64, seedsNeeded: 6 });
  expect(power(sided, 6, 3)).toMatchObject({ smallestPHolm: 6 / 64, seedsNeeded: 7 });
});

test('Student’s t can be as small as you like with two seeds, and says nothing with one', () => {
  expect(power({}, 2)).toMatchObject({ smallestP: 0, seedsNeeded: 2 });
  expect(power({}, 1)).toMatchObject({ smallestP: 1, seedsNeeded: 2 });
});

test('beside a test that can be as small as you like, an exact one needs only its last step of Holm', () => {
  const flip = { ...hypothesis!, test: 'signFlip' as const };
  const [, second] = powerOf({ ...plan, seeds: [0, 1, 2, 3, 4], hypotheses: [hypothesis!, flip] });
  expect(second).toMatchObject({ smallestP: 1 / 32, smallestPHolm: 1 / 32, seedsNeeded: 5 });
});

test('seeds are enough from exactly where alpha is reached', () => {
  const flip = { ...hypothesis!, test: 'signFlip' as const };
  const needed = (alpha: number, family: number): number | null =>
    powerOf({ ...plan, alpha, hypotheses: Array.from({ length: family }, () => flip) })[0]!
      .seedsNeeded;
  // 1/32 is alpha itself; so is 3/64 of three.
  expect([needed(1 / 32, 1), needed(3 / 64, 3)]).toEqual([5, 6]);
});

test('the bootstrap needs the 20 seeds that it is for', () => {
  expect(power({ test: 'bootstrap' }, 20)).toEqual({
    ...{ n: 20, smallestP: 1 / 10_000, smallestPHolm: 1 / 10_000, seedsNeeded: 20 },
  });
});

test('no number of seeds is enough where a test that draws has come to its smallest p', () => {
  const needed = (test: NonNullable<Hypothesis['test']>, alpha: number): number | null => {
    const asked = { ...hypothesis!, test, expect: 'different' as const };
    return powerOf({ ...plan, alpha, hypotheses: [asked, asked] })[0]!.seedsNeeded;
  };
  // 9,999 resamples: 2 × 2 / 10,000.
  expect([needed('bootstrap', 0.0004), needed('bootstrap', 0.000399)]).toEqual([20, null]);
  // All signs of 20 seeds: 2 × 2 / 2²⁰ is 3.8e-6; of more seeds 99,999 are drawn.
  expect([needed('signFlip', 4e-6), needed('signFlip', 3e-6)]).toEqual([20, null]);
  // 2 × 2 / 2²² is less than 1e-6.
  expect(needed('wilcoxon', 1e-6)).toBe(22);
});
