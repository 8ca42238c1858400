import { createServer } from 'node:net';
import { join } from 'node:path';
import { isAwaited } from '../../environment/awaited-port.ts';
import { stateDir } from '../../environment/paths.ts';
import { SEARCH_ATTRIBUTES } from '../../study/search-attributes.ts';
import { lockPort } from './lock.ts';

const DEFAULT_PORT = 7233;

/**
 * The dev server's arguments. Measured on two cores, for three activities an epoch: as it comes 302
 * ms an epoch; with its transfer queue polled at will 80 ms; with SQLite's write-ahead log 49 ms;
 * with one partition a task queue 42 ms.
 */
export function serverArguments(port: number): string[] {
  return [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--ui-port',
    String(uiPort(port)),
    '--db-filename',
    join(stateDir(), 'temporal.db'),
    '--log-level',
    'error',
    '--dynamic-config-value',
    'history.transferProcessorMaxPollRPS=2000',
    '--dynamic-config-value',
    'matching.numTaskqueueReadPartitions=1',
    '--dynamic-config-value',
    'matching.numTaskqueueWritePartitions=1',
    '--dynamic-config-value',
    'system.enableActivityEagerExecution=true',
    '--sqlite-pragma',
    'journal_mode=wal',
    '--sqlite-pragma',
    'synchronous=normal',
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => [
      '--search-attribute',
      `${name}=${type}`,
    ]),
  ];
}

/** The Web UI's port beside a server's, as the dev server itself chooses it. */
export function uiPort(port: number): number {
  return port + 1000;
}

/** The port that was used before or the usual one, if they are free; else any free one. Claims it. */
export async function choosePort(before: number | null): Promise<number> {
  for (const port of new Set([before ?? DEFAULT_PORT, DEFAULT_PORT])) {
    if (await claimIfFree(port)) return port;
  }
  for (;;) {
    const port = await anyFreePort();
    if (port < 64_000 && (await claimIfFree(port))) return port;
  }
}

// Claimed first: of two supervisors that start together, only one goes on to look. Where another
// folder's worker waits for its server, ours would get that worker, with its store.
async function claimIfFree(port: number): Promise<boolean> {
  return (await lockPort(port)) && !(await isAwaited(port)) && (await areFree(port));
}

/** Whether nobody listens where a server would, and its Web UI. */
export async function areFree(port: number): Promise<boolean> {
  return (await isFree(port)) && (await isFree(uiPort(port)));
}

/** Whether nobody listens there. */
export async function isFree(port: number): Promise<boolean> {
  return (await listen(port)) !== null;
}

async function anyFreePort(): Promise<number> {
  return (await listen(0)) ?? anyFreePort();
}

/** Listens for a moment; the port it got, or null. */
function listen(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : null),
      );
    });
  });
}
