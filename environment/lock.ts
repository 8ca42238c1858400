import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

export interface LockOptions {
  /** Called once, when another process holds the lock and the wait begins. */
  readonly onWait?: () => void;
  readonly signal?: AbortSignal;
}

/** Runs `work` while holding the lock of a path; waits while another process, or call, holds it. */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const { onWait, signal } = options;
  const name = `path-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  let release = await claim(name);
  if (release === null) onWait?.();
  while (release === null) {
    signal?.throwIfAborted();
    await released(name, signal);
    release = await claim(name);
  }
  try {
    return await work();
  } finally {
    release();
  }
}

/**
 * Claims a name among this user's processes; null when it is taken.
 *
 * The claim is an abstract socket: the kernel gives its name to one process and takes it back at
 * that process's death, so that nothing stale is ever left behind.
 *
 * @returns what gives it back; the process's end does too
 */
export async function claim(name: string): Promise<(() => void) | null> {
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => waiting.delete(socket));
    socket.unref();
  });
  server.listen(abstractAddress(name));
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
  server.unref();
  return () => {
    server.close();
    for (const socket of waiting) socket.destroy();
  };
}

/**
 * Claims the lowest number, from 1, that none of this user's processes on this host has under a name.
 * What is started in the place of a process that was killed gets its number.
 */
export async function claimNumber(
  name: string,
): Promise<{ readonly number: number; readonly release: () => void }> {
  for (let number = 1; ; number++) {
    const release = await claim(`${name}-${number}`);
    if (release !== null) return { number, release };
  }
}

/** Waits until the holder gives the name back, or dies: either closes the connection to it. */
async function released(name: string, signal: AbortSignal | undefined): Promise<void> {
  const socket = connect(abstractAddress(name));
  const abort = (): void => void socket.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  // An error is followed by the close: the holder died, or there was none to connect to any more.
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  signal?.removeEventListener('abort', abort);
  signal?.throwIfAborted();
}

/** The abstract socket of a name of this user's: the kernel takes it back at its owner's death. */
export function abstractAddress(name: string): string {
  return `\0epochal-${process.getuid?.() ?? 0}-${name}`;
}
