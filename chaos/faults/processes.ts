import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, signal } from '../../cli/supervisor/processes.ts';
import type { ProcessId } from '../../cli/supervisor/processes.ts';
import type { Fault, Injected } from '../fault.ts';
import type { Moment } from '../moments.ts';
import type { RandomStream } from '../random.ts';
import type { Site, Target } from '../site.ts';

const WORST: readonly Moment[] = [
  'before-compute',
  'compute',
  'artifact-write',
  'artifact-written',
  'record-write',
  'record-written',
  'commit',
  'completion',
];

/** What a worker may take to drain, after SIGTERM. */
const GRACE_MS = 15_000;
/** How long a worker may hang before its supervisor ends it. */
const HANG_MS = 30_000;
const POLL_MS = 20;

export const PROCESS_FAULTS: readonly Fault[] = [
  {
    ...kill('trainer-kill', 'trainer'),
    about: 'SIGKILL of a trainer, as the kernel does when memory runs out',
    targetSeconds: 7,
  },
  { ...kill('worker-kill', 'worker'), about: 'SIGKILL of the worker', targetSeconds: 7 },
  { ...kill('server-kill', 'server'), about: 'SIGKILL of the server', targetSeconds: 3 },
  {
    ...kill('supervisor-kill', 'supervisor'),
    about: 'SIGKILL of the supervisor; `run` starts the next one',
    targetSeconds: null,
  },
  {
    ...base('run-kill'),
    about: 'SIGKILL of `epochal run`, and the command again',
    inject: (site) => {
      site.killRun();
      const fromMs = performance.now();
      site.run();
      return Promise.resolve({ fromMs, what: 'epochal run' });
    },
  },
  {
    ...base('all-kill'),
    about: 'SIGKILL of everything at once, and `epochal run` again',
    inject: (site) => {
      killEverything(site);
      const fromMs = performance.now();
      site.run();
      return Promise.resolve({ fromMs, what: 'everything' });
    },
  },
  {
    ...base('trainer-stop'),
    about: 'SIGSTOP of a trainer, until the watchdog ends it',
    inject: (site, random) => strike(site, 'trainer', 'SIGSTOP', random),
  },
  {
    ...base('worker-stop'),
    about: 'SIGSTOP of the worker, until the supervisor ends it',
    inject: async (site, random) => {
      const [worker] = site.processes('worker');
      const struck = await strike(site, 'worker', 'SIGSTOP', random);
      if (struck === null || worker === undefined) return null;
      if (await isGone(worker, HANG_MS)) return struck;
      signal(worker, 'SIGCONT');
      return { ...struck, differences: [`the worker hung for ${HANG_MS / 1000} s`] };
    },
  },
  {
    ...base('worker-term'),
    about: 'SIGTERM of the worker, which has to drain and be gone within 15 s',
    inject: async (site, random) => {
      const [worker] = site.processes('worker');
      const struck = await strike(site, 'worker', 'SIGTERM', random);
      if (struck === null) return null;
      if (worker === undefined || (await isGone(worker, GRACE_MS))) {
        return { ...struck, fromMs: performance.now() };
      }
      return { ...struck, differences: [`the worker lives ${GRACE_MS / 1000} s after SIGTERM`] };
    },
  },
  {
    ...base('down'),
    about: '`epochal down` while `run` watches, which brings everything up again',
    inject: async (site) => {
      const { code, stderr } = await site.epochal('down');
      const injected = { fromMs: performance.now(), what: 'epochal down' };
      if (code === 0) return injected;
      return { ...injected, differences: [`epochal down ended with ${code}: ${stderr.trim()}`] };
    },
  },
];

/** All at once; the next command goes on. */
export function killEverything(site: Site): void {
  const trainers = site.processes('trainer');
  site.killRun();
  site.signal('SIGKILL', 'supervisor', 'worker', 'server');
  for (const id of trainers) signal(id, 'SIGKILL');
}

function base(name: string): Pick<Fault, 'name' | 'group' | 'moments' | 'targetSeconds'> {
  return { name, group: 'processes', moments: WORST, targetSeconds: null };
}

function kill(name: string, target: Target): Omit<Fault, 'about'> {
  return { ...base(name), inject: (site, random) => strike(site, target, 'SIGKILL', random) };
}

/** Sends a signal to one process of a kind, before anything else happens. */
function strike(
  site: Site,
  target: Target,
  name: NodeJS.Signals,
  random: RandomStream,
): Promise<Injected | null> {
  const living = site.processes(target);
  if (living.length === 0) return Promise.resolve(null);
  const chosen = random.pick(living);
  signal(chosen, name);
  return Promise.resolve({ fromMs: performance.now(), what: `${name} ${target} ${chosen.pid}` });
}

async function isGone(id: ProcessId, withinMs: number): Promise<boolean> {
  for (let waited = 0; waited < withinMs; waited += POLL_MS) {
    if (!isAlive(id)) return true;
    await delay(POLL_MS);
  }
  return false;
}
