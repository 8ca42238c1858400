import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { signal } from '../../cli/supervisor/processes.ts';
import type { Fault } from '../fault.ts';

/** What a worker may take to drain, after SIGTERM. */
const GRACE_MS = 15_000;
/** Longer than the heartbeat timeout, so that the twin takes over. */
const PRESUMED_DEAD_MS = 5000;
const WITH_OTHER_STORE_MS = 8000;
const START_MS = 30_000;

export const WORKER_FAULTS: readonly Fault[] = [
  {
    name: 'worker-twin',
    group: 'processes',
    about: 'the worker stands still until a second one has its epoch, then both compute it',
    moments: ['before-compute', 'compute'],
    targetSeconds: null,
    inject: async (site) => {
      const twin = site.start(['worker']);
      await isReady(twin);
      const [first] = site.processes('worker');
      if (first !== undefined) signal(first, 'SIGSTOP');
      await delay(PRESUMED_DEAD_MS);
      if (first !== undefined) signal(first, 'SIGCONT');
      const fromMs = performance.now();
      return { fromMs, what: 'two workers', afterwards: () => drain(twin) };
    },
  },
  {
    name: 'other-store',
    group: 'store',
    about: 'a worker with another store takes steps of the study, for 8 s',
    moments: [],
    targetSeconds: null,
    inject: async (site) => {
      const store = join(site.place.folder, 'other-store');
      const stranger = site.start(['worker'], { EPOCHAL_STORE: store });
      await isReady(stranger);
      await delay(WITH_OTHER_STORE_MS);
      const differences = await drain(stranger);
      return { fromMs: performance.now(), what: 'a worker with another store', differences };
    },
  },
];

/** Waits until a worker says that all its queues are polled. */
async function isReady(worker: ChildProcess): Promise<void> {
  let said = '';
  const running = new Promise<void>((resolve) => {
    const listen = (text: Buffer): void => {
      said += String(text);
      // One for the study's own queue, one for `place`, one for the arithmetic.
      if ((said.match(/state: 'RUNNING'/g) ?? []).length >= 3) resolve();
    };
    worker.stdout!.on('data', listen);
    worker.stderr!.on('data', listen);
  });
  await Promise.race([running, delay(START_MS), once(worker, 'exit')]);
}

/** Asks a worker to end; what was not as promised. */
async function drain(worker: ChildProcess): Promise<string[]> {
  if (worker.exitCode !== null) return [`a second worker ended by itself: ${worker.exitCode}`];
  const exited = once(worker, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  worker.kill('SIGTERM');
  const [code, by] = await Promise.race([exited, delay(GRACE_MS, ['late', null] as const)]);
  if (code === 0) return [];
  worker.kill('SIGKILL');
  if (code === 'late') return [`a second worker lives ${GRACE_MS / 1000} s after SIGTERM`];
  return [`a second worker ended with ${code ?? by} after SIGTERM`];
}
