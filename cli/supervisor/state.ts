import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateDir } from '../../environment/paths.ts';
import type { ProcessId } from './processes.ts';

/** A process that the supervisor keeps alive. */
export interface Kept {
  readonly process: ProcessId;
  /** How often it was started again since the supervisor's start. */
  readonly restarts: number;
  /** How often in a row it ended by itself with an error, not by a signal. */
  readonly failures: number;
}

/** What the supervisor writes for other commands, and for the supervisor after it. */
export interface SupervisorState {
  readonly supervisor: ProcessId;
  /** `run`: ends with the last open study. `up`: stays until `epochal down`. */
  readonly mode: 'run' | 'up';
  /** The server's `host:port`. */
  readonly address: string;
  readonly ui: string;
  readonly server: Kept | null;
  readonly worker: Kept | null;
}

/** Reads what the newest supervisor wrote, or null. It may be dead since. */
export function readState(): SupervisorState | null {
  try {
    return JSON.parse(readFileSync(file(), 'utf8')) as SupervisorState;
  } catch {
    return null;
  }
}

/** Replaces the state in one piece. */
export function writeState(state: SupervisorState): void {
  mkdirSync(stateDir(), { recursive: true });
  const temporary = `${file()}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(temporary, file());
}

function file(): string {
  return join(stateDir(), 'supervisor.json');
}
