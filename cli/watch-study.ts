import { setTimeout as delay } from 'node:timers/promises';
import { CommitReader } from '../store/commits.ts';
import { collectResults } from '../store/results.ts';
import { readRun } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { EpochalError } from '../study/errors.ts';
import type { Plan } from '../study/plan.ts';
import type { Results } from '../study/results.ts';
import type { StudyHandle } from './start-study.ts';
import { progressView } from './live/progress-view.ts';
import type { ProgressView } from './live/progress-view.ts';
import { StudyLooks, lookAt } from './study-look.ts';
import { describeSystemError } from './system-error.ts';
import { bringUp, liveSupervisor, logFile, tail } from './supervisor/client.ts';
import { answers } from './supervisor/server-liveness.ts';
import { readState } from './supervisor/state.ts';
import type { SupervisorState } from './supervisor/state.ts';

const POLL_MS = 200;
/** Looking takes at most such a part of the time: a table of many trials takes long to read. */
const LOOK_SHARE = 0.1;
const RETRY_MS = 500;
/** A worker that ended by itself so often in a row can't start at all. */
const HOPELESS_FAILURES = 3;
/** How long this command does nothing when it can't bring up what is gone. */
const PATIENCE_MS = 5000;

export interface WatchOptions {
  /** Ends the watching; the study runs on. */
  readonly signal: AbortSignal;
  /** The address of this folder's own server; null for the user's. */
  readonly embedded: string | null;
  /** Whether the folder's own server and worker are kept up meanwhile. */
  readonly keepsUp: boolean;
}

/**
 * Shows a study's progress until it has ended; what is shown comes from the store, so it goes on
 * when the server is away for a while.
 *
 * @returns where the folder's own server has moved to, if its port was taken meanwhile
 * @throws EpochalError ENGINE_FAILED when the worker underneath can't start; STORE_MISMATCH when the
 * study ended well and this command's store has nothing of it.
 */
export async function watchStudy(
  handle: StudyHandle,
  store: Store,
  plan: Plan,
  { signal, embedded, keepsUp }: WatchOptions,
): Promise<SupervisorState | null> {
  const view = progressView(plan);
  const reader = new CommitReader(store);
  const looks = new StudyLooks(() => lookAt(handle));
  // The study, or the watching of it.
  const ended = new AbortController();
  const outcome = untilEnded(handle, ended.signal).finally(() => ended.abort());
  // Rejections are seen below, after the last look at the store.
  outcome.catch(() => undefined);
  const over = AbortSignal.any([signal, ended.signal]);
  // At once: whoever interrupts twice ends the command, and wants the cursor back.
  signal.addEventListener('abort', () => view.end(), { once: true });
  try {
    for (let last = false; !last && !signal.aborted;) {
      last = ended.signal.aborted;
      const began = performance.now();
      const results = await readResults(store, plan, reader);
      if (signal.aborted) break;
      void looks.refresh();
      view.show(results, last ? { ...looks.latest, waiting: [], slots: null } : looks.latest);
      if (last) break;
      if (embedded !== null) {
        const live = keepsUp ? await keepUp(view) : liveSupervisor();
        if (live !== null && live.address !== embedded && (await answers(live.address)))
          return live;
      }
      const pauseMs = Math.max(POLL_MS, (performance.now() - began) / LOOK_SHARE);
      await delay(pauseMs, undefined, { signal: over }).catch(() => undefined);
    }
  } finally {
    view.end();
    ended.abort();
  }
  if (!signal.aborted) await requireWrittenEnd(await outcome, store, plan);
  return null;
}

/** What the store has of the study; null when that is nothing yet, or can't be read now. */
async function readResults(
  store: Store,
  plan: Plan,
  reader: CommitReader,
): Promise<Results | null> {
  try {
    if ((await readRun(store, plan.run)) === null) return null;
    return (await collectResults(store, plan.run, undefined, reader)).results;
  } catch (error) {
    // The study waits until its store is back, and makes anew what that has lost: whoever watches
    // it waits too.
    const { code } = error as { code?: string };
    const away = code === 'STORE_UNAVAILABLE' || code === 'ARTIFACT_MISSING';
    if (!away && describeSystemError(error) === null) throw error;
    return null;
  }
}

/** Starts this folder's supervisor again if it was killed. */
async function keepUp(view: ProgressView): Promise<SupervisorState | null> {
  requireStartingWorker();
  try {
    return liveSupervisor() ?? (await bringUp(readState()?.mode ?? 'run')).state;
  } catch (error) {
    // A disk that is full, say: the study waits, and so does whoever watches it.
    view.say(`Waiting: ${(error as Error).message}`);
    await delay(PATIENCE_MS);
    return null;
  }
}

/** @param failure how the workflow failed; null when it did not */
async function requireWrittenEnd(failure: string | null, store: Store, plan: Plan): Promise<void> {
  const ref = await readRun(store, plan.run);
  if (failure === null && ref === null) throw otherStore(store, plan);
  if (failure === null || (ref !== null && ref.status !== 'running')) return;
  process.stderr.write(
    `The workflow ended without writing how: ${failure}. The next \`epochal run\` goes on from ` +
      'what the store has.\n',
  );
}

function otherStore(store: Store, plan: Plan): EpochalError {
  return new EpochalError(
    'STORE_MISMATCH',
    `The study ${plan.run} has ended, and the store ${store.location} has nothing of it: the worker ` +
      'that ran it has another one. Set EPOCHAL_STORE to that one, and ask for its results.',
    { run: plan.run, store: store.location },
  );
}

/**
 * Waits for the workflow's end, however often the server goes away meanwhile.
 *
 * @param over nobody waits for it any more
 * @returns how it failed; null when it did not
 */
async function untilEnded(handle: StudyHandle, over: AbortSignal): Promise<string | null> {
  const { WorkflowFailedError, WorkflowNotFoundError } = await import('@temporalio/client');
  while (!over.aborted) {
    try {
      await handle.result();
      return null;
    } catch (error) {
      if (error instanceof WorkflowFailedError) {
        const { type, message } = (error.cause ?? {}) as { type?: string; message?: string };
        if (type === 'SPEC_INVALID') throw new EpochalError('SPEC_INVALID', message ?? type);
        return message ?? error.message;
      }
      if (error instanceof WorkflowNotFoundError) return 'the server does not know it any more';
      await delay(RETRY_MS);
    }
  }
  return null;
}

/** @throws EpochalError ENGINE_FAILED with the end of the worker's log. */
function requireStartingWorker(): void {
  const failures = liveSupervisor()?.worker?.failures ?? 0;
  if (failures < HOPELESS_FAILURES) return;
  throw new EpochalError(
    'ENGINE_FAILED',
    `The worker could not start, ${failures} times in a row. The end of ${logFile('worker')}:\n${tail('worker')}`,
    { failures },
  );
}
