import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distFile } from '../../environment/package.ts';
import type { Place } from './place.ts';
import { plainPlace } from './plain.ts';

/** A folder whose workers and trainers have a clock of their own (clock-shift.ts). */
export interface ClockPlace extends Place {
  /** Processes see it at once. */
  setOffset(offsetMs: number): void;
}

export function clockPlace(root: string): ClockPlace {
  const file = join(root, 'clock-offset');
  const setOffset = (offsetMs: number): void => {
    writeFileSync(`${file}.new`, String(offsetMs));
    renameSync(`${file}.new`, file);
  };
  setOffset(0);
  const env = {
    NODE_OPTIONS: `--require ${JSON.stringify(distFile('chaos/places/clock-shift.js'))}`,
    EPOCHAL_CHAOS_CLOCK: file,
  };
  return { ...plainPlace(root, env), setOffset };
}
