import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Who holds a lock file. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
}

export interface LockOptions {
  /** Called once, when somebody else holds the lock and the wait begins. */
  readonly onWait?: (holder: LockHolder) => void;
  readonly signal?: AbortSignal;
}

const POLL_MS = 200;
const REFRESH_MS = 5_000;
// Another host's processes can't be looked at: only the lock file's age tells. Twelve refreshes.
const STALE_MS = 60_000;

interface Content extends LockHolder {
  readonly id: string;
  readonly startTime: string | null;
}

/**
 * Runs `work` while holding a lock file; waits while another process holds it. A lock whose
 * process is gone is taken over, so a kill -9 blocks nobody.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const mine: Content = {
    id: randomUUID(),
    pid: process.pid,
    host: hostname(),
    startTime: startTimeOf(process.pid),
  };
  await acquire(path, mine, options);
  const refresh = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // taken over after a long sleep: nothing to refresh
  }, REFRESH_MS);
  refresh.unref();
  try {
    return await work();
  } finally {
    clearInterval(refresh);
    const current = await read(path);
    if (current?.id === mine.id) await rm(path, { force: true });
  }
}

async function acquire(path: string, mine: Content, options: LockOptions): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // Linked into place whole, so that nobody ever reads half a lock file.
  const candidate = `${path}.${mine.id}`;
  await writeFile(candidate, JSON.stringify(mine));
  let announced = false;
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      try {
        await link(candidate, path);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = await read(path);
      if (holder === null) continue;
      if (await isStale(path, holder)) {
        await takeAway(path, holder, mine);
        continue;
      }
      if (!announced) options.onWait?.({ pid: holder.pid, host: holder.host });
      announced = true;
      await delay(
        POLL_MS,
        undefined,
        options.signal === undefined ? {} : { signal: options.signal },
      );
    }
  } finally {
    await rm(candidate, { force: true });
  }
}

async function read(path: string): Promise<Content | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Content;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function isStale(path: string, holder: Content): Promise<boolean> {
  if (holder.host === hostname()) {
    const startTime = startTimeOf(holder.pid);
    return !isAlive(holder.pid) || (holder.startTime !== null && startTime !== holder.startTime);
  }
  try {
    return Date.now() - (await stat(path)).mtimeMs > STALE_MS;
  } catch {
    return false; // released meanwhile
  }
}

/** Removes a stale lock. Two that find it stale at once must not remove the winner's new one. */
async function takeAway(path: string, stale: Content, mine: Content): Promise<void> {
  const aside = `${path}.${mine.id}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = await read(aside);
  if (taken !== null && taken.id !== stale.id) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process's start time in clock ticks, which a recycled pid does not share; Linux only. */
function startTimeOf(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name may hold spaces and parentheses: count from the last one. Field 22.
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
