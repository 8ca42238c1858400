import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { distFile } from '../../environment/package.ts';
import { stateDir } from '../../environment/paths.ts';
import { EpochalError } from '../../study/errors.ts';
import { connectTo } from '../connection.ts';
import { isAlive, signal } from './processes.ts';
import { readState, writeState } from './state.ts';
import type { SupervisorState } from './state.ts';

const POLL_MS = 50;
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
  if (live === null) launch(mode);
  for (let waited = 0; waited < START_TIMEOUT_MS; waited += POLL_MS) {
    const state = liveSupervisor();
    if (state?.server && (await answers(state.address))) return { state, started: live === null };
    await delay(POLL_MS);
  }
  throw new EpochalError(
    'SETUP_FAILED',
    `The Temporal server did not come up within ${START_TIMEOUT_MS / 1000} s. The end of ` +
      `${logFile('server')}:\n${tail('server')}\n${tail('supervisor')}`,
  );
}

/** Asks the supervisor to drain and end, and waits for it. */
export async function bringDown(): Promise<boolean> {
  const live = liveSupervisor();
  if (live === null) return false;
  signal(live.supervisor, 'SIGTERM');
  for (let waited = 0; isAlive(live.supervisor) && waited < STOP_TIMEOUT_MS; waited += POLL_MS) {
    await delay(POLL_MS);
  }
  return true;
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

function launch(mode: SupervisorState['mode']): void {
  mkdirSync(join(stateDir(), 'logs'), { recursive: true });
  const output = openSync(logFile('supervisor'), 'a');
  const child = spawn(process.execPath, [distFile('cli/supervisor/main.js'), mode], {
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.unref();
}

async function answers(address: string): Promise<boolean> {
  try {
    await using connection = await connectTo({ address });
    await connection.client.workflowService.describeNamespace({ namespace: 'default' });
    return true;
  } catch {
    return false;
  }
}
