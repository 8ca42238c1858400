import { TimeKeeper } from '../../../cli/live/time-left.ts';
import type { TrialStanding } from '../../../cli/live/time-left.ts';

const running = (done: number, epochs = 10): TrialStanding => ({ status: 'running', done, epochs });
const pending: TrialStanding = { status: 'pending', done: 0, epochs: 10 };
const done: TrialStanding = { status: 'done', done: 10, epochs: 10 };

describe('the time left', () => {
  test('is not known until an epoch has passed under one’s eyes', () => {
    const keeper = new TimeKeeper();
    expect(keeper.left([running(0)], 0)).toEqual({ study: null, trials: [null] });
    expect(keeper.left([running(0)], 900)).toEqual({ study: null, trials: [null] });
    // One epoch in a second: nine more.
    expect(keeper.left([running(1)], 1000)).toEqual({ study: 9, trials: [9] });
  });

  test('falls while an epoch is under way, and not below what comes after it', () => {
    const keeper = new TimeKeeper();
    keeper.left([running(0)], 0);
    keeper.left([running(1)], 1000);
    expect(keeper.left([running(1)], 1400)).toEqual({ study: 8.6, trials: [8.6] });
    expect(keeper.left([running(1)], 9000)).toEqual({ study: 8, trials: [8] });
  });

  test('of a trial found in the middle counts from the first epoch’s end that one sees', () => {
    const keeper = new TimeKeeper();
    keeper.left([running(5)], 0);
    expect(keeper.left([running(6)], 100).study).toBeNull();
    // A second an epoch, not a tenth: what was found says nothing.
    expect(keeper.left([running(7)], 1100)).toEqual({ study: 3, trials: [3] });
  });

  test('of a trial that begins under one’s eyes leaves out what was in the store', () => {
    const keeper = new TimeKeeper();
    keeper.left([pending], 0);
    keeper.left([running(5)], 1000);
    expect(keeper.left([running(6)], 3000)).toEqual({ study: 8, trials: [8] });
  });

  test('of the study goes by how many trials run at once', () => {
    const keeper = new TimeKeeper();
    const trials = (n: number): TrialStanding[] => [
      running(n),
      running(n),
      pending,
      pending,
      pending,
    ];
    keeper.left(trials(0), 0);
    // Two at once, a second an epoch: 9 s for these two, then 10 s for two more, then 10 s for one.
    expect(keeper.left(trials(1), 1000)).toEqual({
      study: 29,
      trials: [9, 9, null, null, null],
    });
  });

  test('of the study is that of its slowest trial where none waits', () => {
    const keeper = new TimeKeeper();
    keeper.left([running(0), running(0)], 0);
    keeper.left([running(1), running(0)], 1000);
    // The second takes 4 s an epoch: 36 s for nine; the first 1 s: 9 − 3 under way.
    expect(keeper.left([running(1), running(1)], 4000)).toEqual({ study: 36, trials: [8, 36] });
  });

  test('of what has ended is nothing', () => {
    const keeper = new TimeKeeper();
    keeper.left([running(0), running(0)], 0);
    keeper.left([running(1), running(1)], 1000);
    expect(keeper.left([done, running(2)], 2000)).toEqual({ study: 8, trials: [null, 8] });
  });

  test('leaves out an epoch in which the study stood still', () => {
    const keeper = new TimeKeeper();
    for (let n = 0; n <= 4; n++) keeper.left([running(n, 50)], n * 1000);
    // An hour of a pause in the fifth epoch: 45 more, a second each.
    expect(keeper.left([running(5, 50)], 3_605_000).study).toBe(45);
    expect(keeper.left([running(6, 50)], 3_606_000).study).toBe(44);
  });

  test('is right with the third epoch where the first waited for a worker', () => {
    const keeper = new TimeKeeper();
    keeper.left([running(0)], 0);
    keeper.left([running(1)], 60_000);
    keeper.left([running(2)], 61_000);
    expect(keeper.left([running(3)], 62_000).study).toBe(7);
  });

  test('follows a pace that stays another one within five epochs', () => {
    const keeper = new TimeKeeper();
    for (let n = 0; n <= 10; n++) keeper.left([running(n, 50)], n * 1000);
    for (let n = 11; n < 15; n++) keeper.left([running(n, 50)], (10 + 3 * (n - 10)) * 1000);
    // The last five took 3 s each: 35 more.
    expect(keeper.left([running(15, 50)], 25_000).study).toBe(105);
  });

  test('counts the epochs that passed between two looks', () => {
    const keeper = new TimeKeeper();
    keeper.left([running(0)], 0);
    keeper.left([running(2)], 1000);
    // Five in 2 s.
    expect(keeper.left([running(5)], 2000).study).toBe(2);
  });

  test('does not go up and down with looks that fall between short epochs', () => {
    const keeper = new TimeKeeper();
    // An epoch takes 130 ms, and one looks every 100 ms: 100 or 200 ms seem to pass between two.
    const seen: number[] = [];
    for (let ms = 0; ms <= 30_000; ms += 100) {
      const passed = Math.floor(ms / 130);
      const { study } = keeper.left([running(passed, passed + 100)], ms);
      if (ms > 5000) seen.push(study!);
    }
    // A hundred epochs are 13 s; a second or more is off by less than a look's time.
    expect(Math.min(...seen)).toBeGreaterThan(13 * 0.9);
    expect(Math.max(...seen)).toBeLessThan(13 * 1.1);
  });
});
