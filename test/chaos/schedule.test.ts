import { MOMENTS } from '../../chaos/moments.ts';
import type { Moment } from '../../chaos/moments.ts';
import { schedule } from '../../chaos/schedule.ts';

const faults = [
  { name: 'trainer-kill', moments: ['compute', 'commit'] as const },
  { name: 'worker-kill', moments: ['compute'] as const },
  { name: 'server-away', moments: [] },
];

describe('the schedule of faults', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(schedule(faults, 50, 7)).toEqual(schedule(faults, 50, 7));
    expect(schedule(faults, 50, 7)).not.toEqual(schedule(faults, 50, 8));
  });

  test('has as many as were asked for, each fault as often as any other', () => {
    const planned = schedule(faults, 30, 1);
    expect(planned).toHaveLength(30);
    for (const { name } of faults) {
      expect(planned.filter(({ fault }) => fault === name)).toHaveLength(10);
    }
    expect(schedule(faults, 4, 1)).toHaveLength(4);
  });

  test('aims each fault at each of its moments in turn, and at random ones', () => {
    // Three moments with the random one: nine times are three of each.
    const moments = schedule(faults, 27, 3)
      .filter(({ fault }) => fault === 'trainer-kill')
      .map(({ moment }) => moment);
    const times = (wanted: Moment): number => moments.filter((each) => each === wanted).length;
    expect([times('random'), times('compute'), times('commit')]).toEqual([3, 3, 3]);
    const unaimed = schedule(faults, 27, 3).filter(({ fault }) => fault === 'server-away');
    expect(unaimed.every(({ moment }) => moment === 'random')).toBe(true);
  });

  test('begins a longer one with a shorter one', () => {
    expect(schedule(faults, 40, 5).slice(0, 12)).toEqual(schedule(faults, 12, 5));
  });

  test('knows the moments that it names', () => {
    for (const { moment, delayMs } of schedule(faults, 27, 3)) {
      expect(MOMENTS[moment]).toBeDefined();
      expect(delayMs).toBeGreaterThanOrEqual(0);
      expect(delayMs).toBeLessThan(2000);
    }
  });
});
