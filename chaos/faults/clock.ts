import type { Fault } from '../fault.ts';
import type { ClockPlace } from '../places/clock.ts';

const HOUR_MS = 3_600_000;

export const CLOCK_FAULTS: readonly Fault[] = [
  {
    name: 'clock-jump',
    group: 'clock',
    place: 'clock',
    about: 'the clock of worker and trainers jumps to an hour ahead or behind',
    moments: ['before-compute', 'compute', 'record-write', 'commit'],
    targetSeconds: null,
    inject: (site, random) => {
      const offsetMs = random.pick([-HOUR_MS, HOUR_MS]);
      (site.place as ClockPlace).setOffset(offsetMs); // the fault's own kind of place
      const hours = offsetMs / HOUR_MS;
      return Promise.resolve({ fromMs: performance.now(), what: `offset ${hours} h` });
    },
  },
];
