import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askLiveness } from '../../environment/liveness.ts';
import { distFile } from '../../environment/package.ts';
import { stateDir } from '../../environment/paths.ts';
import { storeLocation } from '../../environment/settings.ts';
import { exitCodeOf, printError } from '../failure.ts';
import { findTemporal } from '../setup/temporal.ts';
import { log } from './log.ts';
import { Keeper, SERVER_GRACE_MS, WORKER_GRACE_MS } from './keeper.ts';
import { lockFolder, lockPort } from './lock.ts';
import { openStudies } from './open-studies.ts';
import { end, endGroup, identify, isAlive } from './processes.ts';
import { answers, askServer } from './server-liveness.ts';
import { areFree, choosePort, serverArguments, uiPort } from './server.ts';
import { forgetStarted } from './started-studies.ts';
import { readState, writeState } from './state.ts';
import type { Kept, SupervisorState } from './state.ts';
import { workerEnvironment } from './worker-environment.ts';

const POLL_MS = 50;
const CHECK_MS = 2000;
/** Checks in a row that find no open study before a supervisor of `run` ends. */
const IDLE_CHECKS = 5;

/** Keeps a dev server and a worker alive for one working folder, until told to stop. */
async function main(mode: SupervisorState['mode']): Promise<void> {
  if (!(await lockFolder(stateDir()))) return;
  const before = readState();
  if (before?.worker) {
    // One whose server is gone polls a new one only after Core's back-off, of up to 10 s. It also
    // keeps others from the port, and so would keep us.
    if (adoptable(before.server) === null) await end(before.worker.process, 0);
    else endGroup(before.worker.process);
  }
  let port = await portFor(before);
  let state: SupervisorState = {
    supervisor: identify(process.pid),
    mode,
    ...addressesOf(port),
    server: before?.server ?? null,
    worker: before?.worker ?? null,
  };
  let saved = true;
  const change = (part: Partial<SupervisorState>): void => {
    // `epochal up` after `epochal run` writes the mode: keep what it wrote.
    state = { ...state, mode: readState()?.mode ?? state.mode, ...part };
    saved = isDone(() => writeState(state));
  };
  change({ mode });
  const server = new Keeper({
    name: 'Temporal server',
    adopt: adoptable(before?.server ?? null),
    graceMs: SERVER_GRACE_MS,
    onChange: (kept) => change({ server: kept }),
    ask: (_pid, signal) => askServer(state.address, signal),
    command: async () => {
      // While the server was away, somebody else may have taken its port.
      if (!(await areFree(port))) {
        log(`The port ${port} or ${uiPort(port)} is another program's now; the server moves.`);
        port = await choosePort(null);
        change(addressesOf(port));
        // It can hand nothing back any more to the server that is gone.
        worker.replace();
      }
      return {
        command: (await findTemporal())?.path ?? 'temporal',
        arguments: serverArguments(port),
        env: process.env,
        log: join(stateDir(), 'logs', 'server.log'),
      };
    },
  });
  const sameServer = before?.address === state.address;
  const worker = new Keeper({
    name: 'worker',
    adopt: sameServer ? adoptable(before.worker) : null,
    graceMs: WORKER_GRACE_MS,
    onChange: (kept) => change({ worker: kept }),
    ask: askLiveness,
    command: async (signal) => {
      // Without a server it would only end again.
      while (!signal.aborted && !(await answers(state.address))) await delay(POLL_MS);
      return {
        command: process.execPath,
        arguments: [distFile('worker/main.js')],
        env: workerEnvironment(state.address, storeLocation()),
        log: join(stateDir(), 'logs', 'worker.log'),
      };
    },
  });
  server.start();
  worker.start();
  await untilStopped(() => {
    if (!saved) change({});
    return state;
  });
  await worker.stop();
  await server.stop();
  change({ server: null, worker: null });
  forgetStarted();
}

/** Whether it worked: a disk that is full has room again later, and must not end what keeps alive. */
function isDone(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    log(`Not written, and tried again: ${(error as Error).message}`);
    return false;
  }
}

function addressesOf(port: number): Pick<SupervisorState, 'address' | 'ui'> {
  return { address: `127.0.0.1:${port}`, ui: `http://127.0.0.1:${uiPort(port)}` };
}

/** The adopted server's port, or a free one. */
async function portFor(before: SupervisorState | null): Promise<number> {
  const port = before === null ? null : Number(before.address.split(':').at(-1));
  if (port !== null && adoptable(before?.server ?? null) !== null) {
    await lockPort(port);
    return port;
  }
  return choosePort(port);
}

function adoptable(kept: Kept | null): Kept | null {
  return kept !== null && isAlive(kept.process) ? { ...kept, restarts: 0, failures: 0 } : null;
}

/** SIGTERM, SIGINT, or, for `run`, that no study has been open for a while. */
async function untilStopped(state: () => SupervisorState): Promise<void> {
  const stopped = new AbortController();
  process.on('SIGTERM', () => stopped.abort());
  process.on('SIGINT', () => stopped.abort());
  // The terminal that started us may close; the studies go on.
  process.on('SIGHUP', () => undefined);
  for (let idle = 0; idle < IDLE_CHECKS && !stopped.signal.aborted;) {
    await delay(CHECK_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    const { mode, address } = state();
    if ((readState()?.mode ?? mode) === 'up' || stopped.signal.aborted) continue;
    const open = await openStudies(address);
    idle = open === 0 ? idle + 1 : 0;
    if (idle === IDLE_CHECKS) log('No study is open any more: all that was kept here ends.');
  }
}

// The log may lie on a disk that is full.
process.stderr.on('error', () => undefined);
process.on('uncaughtException', (error) => {
  printError(error);
  process.exit(exitCodeOf(error));
});
void main(process.argv[2] === 'up' ? 'up' : 'run');
