import { hasRecovered } from '../../chaos/progress.ts';
import type { Standing, TrialStanding } from '../../chaos/progress.ts';

const STRUCK_MS = 1_000_000;
const since = { wallMs: STRUCK_MS };

const trial = (change: Partial<TrialStanding> = {}): TrialStanding => ({
  trial: 0,
  committed: 4,
  commit: 'commit 4',
  trained: 5,
  ended: false,
  heartbeat: { epoch: 6, batch: 20, timeMs: STRUCK_MS - 100 },
  recomputed: 0,
  ...change,
});
const standing = (...trials: TrialStanding[]): Standing => ({ trials, runSteps: 2 });

describe('a study has recovered', () => {
  const before = standing(trial());

  test('not before anything happened', () => {
    expect(hasRecovered(before, before, since)).toBe(false);
  });

  test('with the commit of an epoch that was not trained before', () => {
    const now = standing(trial({ committed: 6, commit: 'commit 6', trained: 6 }));
    expect(hasRecovered(before, now, since)).toBe(true);
  });

  test('not with the commit of an epoch whose training was done already', () => {
    const now = standing(trial({ committed: 5, commit: 'commit 5' }));
    expect(hasRecovered(before, now, since)).toBe(false);
  });

  test("with a later batch's heartbeat, and not with the same one's", () => {
    const beat = (epoch: number, batch: number, timeMs: number): Standing =>
      standing(trial({ heartbeat: { epoch, batch, timeMs } }));
    expect(hasRecovered(before, beat(6, 21, STRUCK_MS + 1), since)).toBe(true);
    expect(hasRecovered(before, beat(6, 20, STRUCK_MS + 1), since)).toBe(false);
    expect(hasRecovered(before, beat(7, 1, STRUCK_MS + 1), since)).toBe(true);
    expect(hasRecovered(before, beat(7, 1, STRUCK_MS - 1), since)).toBe(false);
    expect(hasRecovered(before, beat(5, 99, STRUCK_MS + 1), since)).toBe(false);
  });

  test('when all of its open trials have, not one of them', () => {
    const two = standing(trial(), trial({ trial: 1 }));
    const next = { committed: 6, commit: 'commit 6', trained: 6 };
    const one = standing(trial(next), trial({ trial: 1 }));
    expect(hasRecovered(two, one, since)).toBe(false);
    const both = standing(trial(next), trial({ ...next, trial: 1 }));
    expect(hasRecovered(two, both, since)).toBe(true);
    const ended = standing(trial(next), trial({ trial: 1, ended: true }));
    expect(hasRecovered(two, ended, since)).toBe(true);
  });

  test('between its trials with a further step or another trial', () => {
    const over = standing(trial({ ended: true }));
    expect(hasRecovered(over, over, since)).toBe(false);
    expect(hasRecovered(over, { ...over, runSteps: 3 }, since)).toBe(true);
    const next = standing(trial({ ended: true }), trial({ trial: 1 }));
    expect(hasRecovered(over, next, since)).toBe(true);
  });
});
