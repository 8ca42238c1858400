import { ActivityFailure, TimeoutFailure, upsertMemo, workflowInfo } from '@temporalio/workflow';
import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { TrainActivities } from '../activities/index.ts';
import { placeSteps, trainSteps } from './activities.ts';
import type { Tuning } from './activities.ts';
import type { TrialProgress } from './messages.ts';
import { taskOf } from './trial-input.ts';
import type { TrialWorkflowInput } from './trial-input.ts';

/** Longer than a dead worker takes to be started again. */
const PATIENCE_MS = 10_000;
/** Asking who is there costs history: seldom, when the wait is long. */
const LONGEST_PATIENCE_MS = 600_000;

/** No worker took a step, and the trial may go on with another arithmetic, or another history. */
export class NotTaken extends Error {
  readonly arithmetic: string;

  constructor(arithmetic: string) {
    super(`no worker computes with ${arithmetic}`);
    this.arithmetic = arithmetic;
  }
}

/** Runs steps of arithmetic; while no worker takes one, says which it waits for and who is there. */
export class ArithmeticWait {
  readonly #input: TrialWorkflowInput;
  readonly #update: (change: Partial<TrialProgress>) => void;
  #patienceMs = PATIENCE_MS;

  constructor(input: TrialWorkflowInput, update: (change: Partial<TrialProgress>) => void) {
    this.#input = input;
    this.#update = update;
  }

  /** @throws NotTaken for the caller to look for another arithmetic, where that is allowed. */
  async step<T>(
    arithmetic: string,
    summary: string,
    tuning: Tuning,
    run: (steps: ActivityInterfaceFor<TrainActivities>) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const { taskQueue } = workflowInfo();
      try {
        const how = { patienceMs: this.#patienceMs, tuning };
        const result = await run(trainSteps(taskQueue, arithmetic, summary, how));
        this.#taken();
        return result;
      } catch (error) {
        if (!isNotTaken(error)) throw error;
      }
      await this.#lookAround(arithmetic);
      this.#patienceMs = Math.min(this.#patienceMs * 2, LONGEST_PATIENCE_MS);
      // Asking again and again fills the history: the caller may begin another one.
      const full = workflowInfo().continueAsNewSuggested;
      if (this.#input.mayCross || full) throw new NotTaken(arithmetic);
    }
  }

  async #lookAround(arithmetic: string): Promise<void> {
    const wanted = `a worker with the arithmetic ${arithmetic.slice(0, 12)}`;
    this.#say(`waits for ${wanted}; no training worker is there`);
    const { taskQueue } = workflowInfo();
    const there = await placeSteps(taskQueue, 'who is there').present(taskOf(this.#input));
    this.#say(
      there.arithmetic === arithmetic
        ? `waits for a free slot of ${wanted}: ${there.worker} has it and is busy`
        : `waits for ${wanted}; there is ${there.worker} with ${there.arithmetic.slice(0, 12)} ` +
            `(${there.backend})`,
    );
  }

  // In the memo too: that is shown without any worker.
  #say(waiting: string): void {
    this.#update({ status: 'waiting', waiting });
    upsertMemo({ waiting });
  }

  #taken(): void {
    if (this.#patienceMs === PATIENCE_MS) return;
    this.#patienceMs = PATIENCE_MS;
    this.#update({ status: 'running', waiting: null });
    upsertMemo({ waiting: null });
  }
}

function isNotTaken(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  return error.cause instanceof TimeoutFailure && error.cause.timeoutType === 'SCHEDULE_TO_START';
}
