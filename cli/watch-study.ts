import { setTimeout as delay } from 'node:timers/promises';
import { taskQueue } from '../environment/settings.ts';
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
/** A worker that ended by itself so often in a row can't start at all. */
const HOPELESS_FAILURES = 3;
/** How long a study may wait for a worker before this command says so. */
const PATIENCE_MS = 10_000;

/**
 * Shows a study's progress until it has ended; what is shown comes from the store, so it goes on
 * when the server is away for a while. Returns early, the study running on, when it is aborted.
 *
 * @throws EpochalError ENGINE_FAILED when the worker underneath can't start; STORE_MISMATCH when the
 * study ended and this command's store has nothing of it.
 */
export async function watchStudy(
  handle: StudyHandle,
  store: Store,
  plan: Plan,
  signal: AbortSignal,
): Promise<void> {
  const view = liveProgress(plan);
  const reader = new CommitReader(store);
  const hint = new WaitingHint();
  let ended = false;
  const outcome = untilEnded(handle).finally(() => (ended = true));
  // Rejections are seen below, after the last look at the store.
  outcome.catch(() => undefined);
  try {
    for (let last = false; !last;) {
      last = ended;
      if ((await readRun(store, plan.run)) !== null) {
        view.show((await collectResults(store, plan.run, undefined, reader)).results.trials);
      } else if (last) {
        await outcome;
        throw otherStore(store, plan);
      } else {
        hint.waiting();
      }
      requireStartingWorker();
      if (signal.aborted) return;
      if (!last) await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    view.end();
  }
  await outcome;
}

/** Says once that nobody has taken the study, when that has been so for a while. */
class WaitingHint {
  readonly #since = performance.now();
  #said = false;

  waiting(): void {
    if (this.#said || performance.now() - this.#since < PATIENCE_MS) return;
    this.#said = true;
    process.stderr.write(
      `No worker has taken the study yet; it waits for one on the task queue ${taskQueue()}. ` +
        'Start one with `epochal worker`, with the same EPOCHAL_STORE.\n',
    );
  }
}

function otherStore(store: Store, plan: Plan): EpochalError {
  return new EpochalError(
    'STORE_MISMATCH',
    `The study ${plan.run} has ended, and the store ${store.location} has nothing of it: the worker ` +
      'that ran it has another one. Set EPOCHAL_STORE to that one, and ask for its results.',
    { run: plan.run, store: store.location },
  );
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
        const { type, message } = (error.cause ?? {}) as { type?: string; message?: string };
        if (type === 'SPEC_INVALID') throw new EpochalError('SPEC_INVALID', message ?? type);
        return;
      }
      if (error instanceof WorkflowNotFoundError) throw error;
      const embedded = readState();
      if (embedded !== null && liveSupervisor() === null) await bringUp(embedded.mode);
      await delay(RETRY_MS);
    }
  }
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
