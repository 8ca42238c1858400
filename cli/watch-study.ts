import { setTimeout as delay } from 'node:timers/promises';
import { CommitReader } from '../store/commits.ts';
import { collectResults } from '../store/results.ts';
import { readRun } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { EpochalError } from '../study/errors.ts';
import type { Plan } from '../study/plan.ts';
import type { StudyHandle } from './start-study.ts';
import { liveProgress } from './live-progress.ts';
import { bringUp, liveSupervisor, logFile, tail } from './supervisor/client.ts';
import { readState } from './supervisor/state.ts';

const POLL_MS = 200;
const RETRY_MS = 500;
/** A worker that ended this often can't start at all. */
const HOPELESS_RESTARTS = 4;

/**
 * Shows a study's progress until it has ended; what is shown comes from the store, so it goes on
 * when the server is away for a while.
 *
 * @throws EpochalError ENGINE_FAILED when the worker underneath can't start.
 */
export async function watchStudy(handle: StudyHandle, store: Store, plan: Plan): Promise<void> {
  const view = liveProgress(plan);
  const reader = new CommitReader(store);
  let ended = false;
  const outcome = untilEnded(handle).finally(() => (ended = true));
  // Rejections are seen below, after the last look at the store.
  outcome.catch(() => undefined);
  try {
    for (let last = false; !last;) {
      last = ended;
      if ((await readRun(store, plan.run)) !== null) {
        view.show((await collectResults(store, plan.run, undefined, reader)).results.trials);
      }
      requireStartingWorker();
      if (!last) await delay(POLL_MS);
    }
  } finally {
    view.end();
  }
  await outcome;
}

/** Waits for the workflow's end, however often the server goes away meanwhile. */
async function untilEnded(handle: StudyHandle): Promise<void> {
  const { WorkflowFailedError, WorkflowNotFoundError } = await import('@temporalio/client');
  for (;;) {
    try {
      await handle.result();
      return;
    } catch (error) {
      // How a study failed is written in the store, unless it never came so far.
      if (error instanceof WorkflowFailedError) {
        if (isSpecInvalid(error)) throw error.cause;
        return;
      }
      if (error instanceof WorkflowNotFoundError) throw error;
      const embedded = readState();
      if (embedded !== null && liveSupervisor() === null) await bringUp(embedded.mode);
      await delay(RETRY_MS);
    }
  }
}

function isSpecInvalid(error: { cause?: unknown }): boolean {
  return (error.cause as { type?: string } | undefined)?.type === 'SPEC_INVALID';
}

/** @throws EpochalError ENGINE_FAILED with the end of the worker's log. */
function requireStartingWorker(): void {
  const restarts = liveSupervisor()?.worker?.restarts ?? 0;
  if (restarts < HOPELESS_RESTARTS) return;
  throw new EpochalError(
    'ENGINE_FAILED',
    `The worker ended ${restarts} times. The end of ${logFile('worker')}:\n${tail('worker')}`,
    { restarts },
  );
}
