import { signal } from '../../cli/supervisor/processes.ts';
import type { Fault } from '../fault.ts';
import type { ClockPlace } from '../places/clock.ts';

const HOUR_MS = 3_600_000;

export const CLOCK_FAULTS: readonly Fault[] = [
  {
    name: 'clock-jump',
    group: 'clock',
    place: 'clock',
    about:
      "the clock of worker and trainers jumps to an hour ahead, behind, or back to what's right",
    moments: ['before-compute', 'compute', 'record-write', 'commit'],
    targetSeconds: null,
    inject: (site, random) => {
      const offsetMs = random.pick([-HOUR_MS, 0, HOUR_MS]);
      (site.place as ClockPlace).setOffset(offsetMs); // the fault's own kind of place
      for (const id of [...site.processes('worker'), ...site.processes('trainer')]) {
        signal(id, 'SIGUSR2');
      }
      const hours = offsetMs / HOUR_MS;
      return Promise.resolve({ fromMs: performance.now(), what: `offset ${hours} h` });
    },
  },
];
