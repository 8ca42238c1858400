import type { Worker } from '@temporalio/worker';

/** What asks a worker to drain. */
export const DRAIN_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Tells on standard error how a worker drains. Temporal's runtime drains one that runs, on the same
 * signals; one that does not run yet has nothing to hand back and ends at once.
 */
export class Draining {
  readonly #graceS: number;
  #worker: Worker | null = null;
  #begun = false;

  constructor(graceS: number) {
    this.#graceS = graceS;
    // For good: a second signal, as a group of processes often gets it, must not kill what drains.
    for (const signal of DRAIN_SIGNALS) process.on(signal, () => this.#begin());
  }

  /** From here on the worker is drained, once it runs. */
  serves(worker: Worker): void {
    this.#worker = worker;
  }

  /** Waits for the worker's run to end, and says so if it was drained. */
  async toTheEnd(run: Promise<void>): Promise<void> {
    try {
      await run;
    } catch (error) {
      if (!this.#begun) throw error;
      say(
        'Not all could be handed back; the server gives it to another worker by itself.\nDrained.',
      );
      process.exit(0); // What did not end keeps the process alive.
    }
    if (this.#begun) say('Drained.');
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    if (this.#worker !== null && this.#worker.getState() !== 'INITIALIZED') {
      say(`Draining: what is under way gets ${this.#graceS} s to finish, and is then handed back.`);
      return;
    }
    say('Draining: nothing is under way yet.\nDrained.');
    process.exit(0);
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
