import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateDir } from '../../environment/paths.ts';

/**
 * Writes down that a study was started on this folder's server: the server's own list of them lags
 * behind. A file for each, so that commands and the supervisor don't write over one another.
 */
export function noteStarted(study: string): void {
  try {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), study), '');
  } catch {
    // On a full disk the study waits: until there is room, the server's list has it too.
  }
}

/** The studies that commands have started here since a supervisor ended last; some may have ended. */
export function startedStudies(): readonly string[] {
  try {
    return readdirSync(folder());
  } catch {
    return [];
  }
}

/** For a supervisor that ends: what is open then, the server's list has for the next one. */
export function forgetStarted(): void {
  rmSync(folder(), { recursive: true, force: true });
}

function folder(): string {
  return join(stateDir(), 'started');
}
