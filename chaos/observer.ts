import { setTimeout as delay } from 'node:timers/promises';
import { Heartbeats } from './heartbeats.ts';
import type { TrialSign } from './heartbeats.ts';
import type { ProvenanceEvent } from '../study/results.ts';
import type { Standing, TrialStanding } from './progress.ts';
import type { Site } from './site.ts';
import { StoreFiles } from './store-files.ts';

const POLL_MS = 50;

/** Looks at a study without touching it: its store every 50 ms, and its trials' heartbeats. */
export class Observer {
  readonly #site: Site;
  readonly #files: StoreFiles;
  readonly #heartbeats = new Heartbeats();
  readonly #workflowIds: readonly string[];
  readonly #signs = new Map<number, TrialSign>();
  #standing: Standing = { trials: [], runSteps: 0 };
  #stopped = false;
  readonly #watching: Promise<void>;

  /** @param workflowIds of the trials, by their index in the plan */
  constructor(site: Site, workflowIds: readonly string[]) {
    this.#site = site;
    this.#files = new StoreFiles(site.store);
    this.#workflowIds = workflowIds;
    this.#watching = Promise.all([this.#watchStore(), this.#watchServer()]).then(() => undefined);
  }

  /** How far the study is now; reads the store, takes a millisecond or two. */
  look(): Standing {
    const before = new Map(this.#standing.trials.map((standing) => [standing.trial, standing]));
    for (const files of this.#files.trials()) {
      before.set(files.trial, this.#merge(files, before.get(files.trial)));
    }
    const runSteps = Math.max(this.#standing.runSteps, this.#files.runEvents().length);
    this.#standing = { trials: [...before.values()], runSteps };
    return this.#standing;
  }

  /** Waits until `holds`; false when it has not within the patience, or the watching has ended. */
  async until(holds: (now: Standing) => boolean, patienceMs: number): Promise<boolean> {
    const began = performance.now();
    while (!this.#stopped && performance.now() - began < patienceMs) {
      if (holds(this.#standing)) return true;
      await delay(POLL_MS / 2);
    }
    return false;
  }

  async close(): Promise<void> {
    this.#stopped = true;
    await this.#watching;
    await this.#heartbeats.close();
  }

  #merge(
    files: { trial: number; key: string; committed: { commit: string; epoch: number } | null },
    before: TrialStanding | undefined,
  ): TrialStanding {
    const events = this.#files.trialEvents(files);
    const trainings = events.filter(({ step }) => step === 'train');
    const sign = this.#signs.get(files.trial);
    return {
      trial: files.trial,
      committed: files.committed?.epoch ?? 0,
      commit: files.committed?.commit ?? null,
      trained: Math.max(0, ...trainings.map(({ epoch }) => epoch ?? 0)),
      ended: sign?.open === false,
      heartbeat: sign?.heartbeat ?? before?.heartbeat ?? null,
      recomputed: recomputedEpochs(trainings),
    };
  }

  async #watchStore(): Promise<void> {
    for (; !this.#stopped; await delay(POLL_MS)) this.look();
  }

  async #watchServer(): Promise<void> {
    for (; !this.#stopped; await delay(2 * POLL_MS)) {
      const address = this.#site.supervisor()?.address;
      if (address === undefined) continue;
      // Ended ones too: a server's database that is put back opens them again.
      for (const { trial } of this.#standing.trials) {
        const id = this.#workflowIds[trial];
        const sign = id === undefined ? null : await this.#heartbeats.of(address, id);
        if (sign !== null) this.#signs.set(trial, sign);
      }
    }
  }
}

/** A later attempt computes what an earlier one had begun; a key's second event, what was done. */
function recomputedEpochs(trainings: readonly ProvenanceEvent[]): number {
  const done = new Set<string>();
  return trainings.filter(({ key, attempt }) => {
    const again = attempt > 1 || done.has(key);
    done.add(key);
    return again;
  }).length;
}
