import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/** A process that may be another's child; the start time tells it from a later one of its number. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks after boot, from /proc; null where there is no /proc. */
  readonly started: string | null;
}

/** Names a live process. */
export function identify(pid: number): ProcessId {
  return { pid, started: startTime(pid) };
}

/** Whether the process lives; a zombie does not. */
export function isAlive({ pid, started }: ProcessId): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (started === null) return true;
  return startTime(pid) === started;
}

/** Sends a signal, unless the process is gone. */
export function signal(target: ProcessId, name: NodeJS.Signals): void {
  if (!isAlive(target)) return;
  try {
    process.kill(target.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Asks a process to end (SIGTERM), and kills it when it has not within its grace period. */
export async function end(target: ProcessId, graceMs: number): Promise<void> {
  signal(target, 'SIGTERM');
  for (let waited = 0; isAlive(target) && waited < graceMs; waited += POLL_MS) await delay(POLL_MS);
  signal(target, 'SIGKILL');
}

/** Field 22 of /proc/PID/stat; null for a zombie or where there is none. */
function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command, may hold spaces and parentheses: count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'zombie' : (fields[19] ?? null);
  } catch {
    return null;
  }
}
