import { createHash } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { abstractAddress } from './lock.ts';
import { stateDir } from './paths.ts';

/**
 * `answers`: the process is at work; `absent`: it does not take questions yet, or any more. None of
 * them while it takes questions and does not answer.
 */
export type Answer = 'answers' | 'absent';

/**
 * Answers whoever asks whether this process is at work, for as long as it lives. The kernel takes
 * questions for a process that is stopped or whose event loop is blocked; the answer stays away.
 */
export function answerLiveness(): void {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end('.');
  });
  // A name that somebody else has is nothing to end for: then nobody asks this process.
  server.on('error', () => undefined);
  server.listen(nameOf(process.pid));
  server.unref();
}

/** Asks a process of this folder's; waits for its answer until the signal. */
export function askLiveness(pid: number, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ path: nameOf(pid), signal });
    socket.once('data', () => resolve('answers'));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve('absent'));
  });
}

function nameOf(pid: number): string {
  const folder = createHash('sha256').update(stateDir()).digest('hex').slice(0, 16);
  return abstractAddress(`alive-${folder}-${pid}`);
}
