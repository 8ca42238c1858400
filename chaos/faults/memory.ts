import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../fault.ts';

/** How long a trainer that lives on has no memory. */
const SHORT_MS = 3000;

export const MEMORY_FAULTS: readonly Fault[] = [
  {
    name: 'trainer-memory',
    group: 'memory',
    about: 'a trainer gets no more memory (prlimit), for 3 s or until that ends it',
    moments: ['before-compute', 'compute'],
    targetSeconds: null,
    inject: async (site, random) => {
      const trainers = site.processes('trainer');
      const fromMs = performance.now();
      if (trainers.length === 0) return null;
      const { pid } = random.pick(trainers);
      limit(pid, String(addressSpaceBytes(pid)));
      await delay(SHORT_MS);
      limit(pid, 'unlimited');
      return { fromMs, what: `trainer ${pid}` };
    },
  },
];

function limit(pid: number, bytes: string): void {
  try {
    execFileSync('prlimit', ['--pid', String(pid), `--as=${bytes}:`], { stdio: 'ignore' });
  } catch {
    // It is gone.
  }
}

function addressSpaceBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmSize:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
}
