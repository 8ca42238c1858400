import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;
/** The kernel's own time to end a process. */
const KILL_MS = 2000;

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
  if (isAlive(target)) send(target.pid, name);
}

/**
 * Asks a process to end (SIGTERM), and kills it when it has not within its grace period; then what
 * it left behind.
 */
export async function end(target: ProcessId, graceMs: number): Promise<void> {
  signal(target, 'SIGTERM');
  await untilGone(target, graceMs);
  signal(target, 'SIGKILL');
  await untilGone(target, KILL_MS);
  endGroup(target);
}

async function untilGone(target: ProcessId, limitMs: number): Promise<void> {
  for (let waited = 0; isAlive(target) && waited < limitMs; waited += POLL_MS) await delay(POLL_MS);
}

/**
 * Kills what a process that is gone left in its group. A trainer ends by itself when its worker
 * does, but not one that is stopped: nothing wakes it.
 */
export function endGroup(leader: ProcessId): void {
  if (isAlive(leader) || !existsSync('/proc')) return;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const fields = Number.isInteger(pid) ? statOf(pid) : null;
    // Its number may be another's by now: what is older than it is was never in its group.
    const younger = Number(fields?.[STARTED]) >= Number(leader.started ?? 0);
    if (Number(fields?.[GROUP]) === leader.pid && pid !== leader.pid && younger) {
      send(pid, 'SIGKILL');
    }
  }
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Null where there is none; a zombie's is no live process's. */
function startTime(pid: number): string | null {
  const fields = statOf(pid);
  return fields?.[STATE] === 'Z' ? 'zombie' : (fields?.[STARTED] ?? null);
}

// Fields 3, 5 and 22 of /proc/PID/stat, counted from the third.
const STATE = 0;
const GROUP = 2;
const STARTED = 19;

/** The fields of /proc/PID/stat from the third on; null where there is none. */
function statOf(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command, may hold spaces and parentheses: count from its end.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
