import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { signal } from '../../cli/supervisor/processes.ts';
import type { Fault } from '../fault.ts';
import type { Site } from '../site.ts';
import { StoreFiles } from '../store-files.ts';
import { killEverything } from './processes.ts';

/** How long the server is away, from and up to. */
const AWAY_MS = [20_000, 60_000] as const;
/** Commits that the store is ahead of the history by, at least. */
const COMMITS_AHEAD = 3;
const POLL_MS = 20;
const PATIENCE_MS = 60_000;

export const SERVER_FAULTS: readonly Fault[] = [
  {
    name: 'server-away',
    group: 'server',
    about: 'the server is killed, and started again only 20 to 60 s later',
    moments: [],
    targetSeconds: 3,
    inject: async (site, random) => {
      // A supervisor that stands still starts nothing, and nobody starts another one beside it.
      const supervisors = site.processes('supervisor');
      for (const supervisor of supervisors) signal(supervisor, 'SIGSTOP');
      site.signal('SIGKILL', 'server');
      const [from, to] = AWAY_MS;
      const awayMs = from + random.below(to - from);
      await delay(awayMs);
      for (const supervisor of supervisors) signal(supervisor, 'SIGCONT');
      await untilListening(site);
      return { fromMs: performance.now(), what: `away for ${(awayMs / 1000).toFixed(0)} s` };
    },
  },
  {
    name: 'server-restored',
    group: 'server',
    about: "the server's database is put back to before the last epochs, everything restarted",
    moments: [],
    targetSeconds: null,
    inject: async (site) => {
      copyDatabase(site, '', '.copy');
      const ahead = await untilCommitted(site, COMMITS_AHEAD);
      killEverything(site);
      copyDatabase(site, '.copy', '');
      const fromMs = performance.now();
      site.run();
      return { fromMs, what: `${ahead} commits back` };
    },
  },
];

/** The database and its log, as a server that stands still for a moment left them. */
function copyDatabase(site: Site, from: string, to: string): void {
  site.signal('SIGSTOP', 'server');
  const database = join(site.folder, '.epochal', 'temporal.db');
  for (const part of ['', '-wal']) {
    rmSync(`${database}${part}${to}`, { force: true });
    if (existsSync(`${database}${part}${from}`)) {
      copyFileSync(`${database}${part}${from}`, `${database}${part}${to}`);
    }
  }
  // The log's index: made anew from the log.
  if (to === '') rmSync(`${database}-shm`, { force: true });
  site.signal('SIGCONT', 'server');
}

async function untilCommitted(site: Site, commits: number): Promise<number> {
  const files = new StoreFiles(site.store);
  const count = (): number =>
    files.trials().reduce((sum, { committed }) => sum + (committed?.epoch ?? 0), 0);
  const before = count();
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    if (count() - before >= commits) break;
    await delay(POLL_MS);
  }
  return count() - before;
}

async function untilListening(site: Site): Promise<void> {
  const port = Number(site.supervisor()?.address.split(':').at(-1));
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    if (await listens(port)) return;
    await delay(POLL_MS);
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (open: boolean) => (): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', settle(true)).once('error', settle(false));
  });
}
