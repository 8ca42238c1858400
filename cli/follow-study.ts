import { setTimeout as delay } from 'node:timers/promises';
import { newestRun, readRun } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import type { Plan } from '../study/plan.ts';
import { connectTo } from './connection.ts';
import type { Connected } from './connection.ts';
import { EXIT } from './failure.ts';
import { printOutcome } from './outcome.ts';
import type { StudyHandle } from './start-study.ts';
import type { SupervisorState } from './supervisor/state.ts';
import { styled } from './terminal.ts';
import { watchStudy } from './watch-study.ts';

const LOOK_MS = 100;

export interface FollowOptions {
  /** This folder's own server; null for the user's. */
  readonly embedded: SupervisorState | null;
  /** Whether this folder's server and worker are kept up meanwhile. */
  readonly keepsUp: boolean;
  /** Finds the study on the server, or starts it. */
  readonly attach: (connection: Connected) => Promise<StudyHandle>;
  /** Not to stay: the study goes on by itself. */
  readonly detach?: boolean;
  /** The spec's file, for what is said of how to go on. */
  readonly file?: string;
}

/** Stays with a study until its end, which is printed, or Ctrl-C; the exit code says which. */
export async function followStudy(
  store: Store,
  plan: Plan,
  { embedded, keepsUp, attach, file, detach }: FollowOptions,
): Promise<void> {
  // Once: a second Ctrl-C ends the command at once.
  const interrupted = new AbortController();
  const { signal } = interrupted;
  for (let server = embedded; ;) {
    await using connection = await connectTo(server ? { address: server.address } : {});
    const handle = await attach(connection);
    say(`Watch it at ${webUi(server?.ui, connection.namespace, handle.workflowId)}`);
    if (detach) {
      if (server !== null) await untilTaken(store, plan, handle);
      return say(`It goes on by itself. This shows it: epochal watch ${plan.study}`);
    }
    if (server === embedded) process.once('SIGINT', () => interrupted.abort());
    const address = server?.address ?? null;
    const moved = await watchStudy(handle, store, plan, { signal, embedded: address, keepsUp });
    if (moved === null) break;
    server = moved;
  }
  if (signal.aborted) process.exitCode = EXIT.interrupted;
  else await printEnd(store, plan.run, file);
}

/** Waits until this folder's worker has written the run down: from then on other commands find it. */
async function untilTaken(store: Store, { study, run }: Plan, handle: StudyHandle): Promise<void> {
  while ((await handle.describe()).status.name === 'RUNNING') {
    const isRunning = (await readRun(store, run))?.status === 'running';
    // Written after the run itself: only from then on the study's name finds it.
    if (isRunning && (await newestRun(store, study)) === run) return;
    await delay(LOOK_MS);
  }
}

/** Prints a run that has ended; the exit code says how. */
export async function printEnd(store: Store, run: string, file?: string): Promise<void> {
  if ((await printOutcome(store, run, file)) !== 'done') process.exitCode = EXIT.studyFailed;
}

function webUi(ui: string | undefined, namespace: string, workflowId: string): string {
  const path = `/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
  return ui === undefined ? `your Web UI: ${path}` : `${ui}${path}`;
}

function say(text: string): void {
  process.stdout.write(`${styled('dim', text)}\n`);
}
