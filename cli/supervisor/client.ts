import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { distFile } from '../../environment/package.ts';
import { stateDir } from '../../environment/paths.ts';
import { EpochalError } from '../../study/errors.ts';
import { SERVER_GRACE_MS, WORKER_GRACE_MS } from './keeper.ts';
import { end, endGroup, isAlive } from './processes.ts';
import { answers } from './server-liveness.ts';
import { readState, writeState } from './state.ts';
import type { Kept, SupervisorState } from './state.ts';

const POLL_MS = 50;
/** How often a supervisor is started anew while there is none. */
const LAUNCH_MS = 1000;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

/** The live supervisor's state, or null when there is none. */
export function liveSupervisor(): SupervisorState | null {
  const state = readState();
  return state !== null && isAlive(state.supervisor) ? state : null;
}

/**
 * Makes sure that a supervisor keeps a server and a worker for this folder, and that the server
 * answers.
 *
 * @returns its state, and whether this call started it
 * @throws EpochalError SETUP_FAILED with the end of the log when it does not come up.
 */
export async function bringUp(
  mode: SupervisorState['mode'],
): Promise<{ state: SupervisorState; started: boolean }> {
  const live = liveSupervisor();
  if (live !== null && mode === 'up') writeState({ ...live, mode });
  let launched: ChildProcess | null = null;
  let launchMs = 0;
  const began = performance.now();
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs = performance.now() - began) {
    const state = liveSupervisor();
    if (state?.server && (await answers(state.address)))
      return { state, started: launched !== null };
    // One that is draining still holds the folder: the one after it ends with 0, and is tried again.
    if (state === null && waitedMs >= launchMs && (launched?.exitCode ?? 0) === 0) {
      launched = launch(mode);
      launchMs = waitedMs + LAUNCH_MS;
    }
    if ((launched?.exitCode ?? 0) !== 0) break;
    await delay(POLL_MS);
  }
  if (launched !== null) await bringDown();
  throw new EpochalError(
    'SETUP_FAILED',
    'The Temporal server did not come up. Check that the disk is not full; the ends of the logs ' +
      `in ${dirname(logFile('server'))}:\n${tail('server')}\n${tail('supervisor')}`.trimEnd(),
  );
}

/**
 * Asks the supervisor to drain and end, and waits for it. Where it was killed, what it kept is
 * ended in its place.
 *
 * @returns whether anything was running
 */
export async function bringDown(): Promise<boolean> {
  const live = liveSupervisor();
  if (live !== null) await end(live.supervisor, STOP_TIMEOUT_MS);
  const left = orphans();
  if (left.worker !== null) await end(left.worker.process, WORKER_GRACE_MS);
  if (left.server !== null) await end(left.server.process, SERVER_GRACE_MS);
  // A worker that was killed may have left a trainer that is stopped.
  const worker = readState()?.worker;
  if (worker) endGroup(worker.process);
  return live !== null || left.worker !== null || left.server !== null;
}

/** What a supervisor that is gone left running; the next `up` or `run` takes it over. */
export function orphans(): Pick<SupervisorState, 'server' | 'worker'> {
  const state = liveSupervisor() === null ? readState() : null;
  const living = (kept: Kept | null | undefined): Kept | null =>
    kept && isAlive(kept.process) ? kept : null;
  return { server: living(state?.server), worker: living(state?.worker) };
}

/** The last lines of a log of the supervisor's, for error messages. */
export function tail(log: 'server' | 'worker' | 'supervisor'): string {
  try {
    return readFileSync(logFile(log), 'utf8').trimEnd().split('\n').slice(-10).join('\n');
  } catch {
    return '';
  }
}

/** Where the supervisor, or what it keeps, writes its log. */
export function logFile(log: 'server' | 'worker' | 'supervisor'): string {
  return join(stateDir(), 'logs', `${log}.log`);
}

function launch(mode: SupervisorState['mode']): ChildProcess {
  mkdirSync(join(stateDir(), 'logs'), { recursive: true });
  const output = openSync(logFile('supervisor'), 'a');
  const child = spawn(process.execPath, [distFile('cli/supervisor/main.js'), mode], {
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
  return child;
}
