import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distFile } from '../../environment/package.ts';
import type { Place } from './place.ts';
import { plainPlace } from './plain.ts';

/** A folder whose workers and trainers have a clock of their own (clock-shift.ts). */
export interface ClockPlace extends Place {
  /** Processes see it when they start, or at SIGUSR2. */
  setOffset(offsetMs: number): void;
}

export function clockPlace(root: string): ClockPlace {
  const file = join(root, 'clock-offset');
  const setOffset = (offsetMs: number): void => writeFileSync(file, String(offsetMs));
  setOffset(0);
  const env = {
    NODE_OPTIONS: `--require ${JSON.stringify(distFile('chaos/places/clock-shift.js'))}`,
    EPOCHAL_CHAOS_CLOCK: file,
  };
  return { ...plainPlace(root, env), setOffset };
}
