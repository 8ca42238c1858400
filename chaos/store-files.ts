import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TrialRef } from '../store/commits.ts';
import type { RunRef } from '../store/runs.ts';
import type { ProvenanceEvent } from '../study/results.ts';

/** A trial as the store's files show it; nothing is moved to quarantine by looking. */
export interface TrialFiles {
  readonly trial: number;
  /** The trial key. */
  readonly key: string;
  /** The newest commit that the trial's ref names. */
  readonly committed: TrialRef | null;
}

/** Reads how far a study is, without the product's code: also from a store that is damaged. */
export class StoreFiles {
  readonly #store: string;
  readonly #events = new Map<string, ProvenanceEvent | null>();

  constructor(store: string) {
    this.#store = store;
  }

  /** The trials that have started. */
  trials(): readonly TrialFiles[] {
    const [run] = this.#names('refs/runs');
    const ref = run === undefined ? null : (this.#ref(`runs/${run}`) as RunRef | null);
    return Object.entries(ref?.trials ?? {}).map(([trial, { key }]) => ({
      trial: Number(trial),
      key,
      committed: this.#ref(`trials/${hex(key)}`) as TrialRef | null,
    }));
  }

  /** The logs of a trial or a run, in order. */
  events(log: string): readonly ProvenanceEvent[] {
    return this.#names(`logs/${log}`).flatMap((name) => {
      const path = `logs/${log}/${name}`;
      // An event never changes; one that is being written is read again.
      const event = this.#events.get(path) ?? (this.#read(path) as ProvenanceEvent | null);
      this.#events.set(path, event);
      return event ?? [];
    });
  }

  trialEvents({ key }: { readonly key: string }): readonly ProvenanceEvent[] {
    return this.events(`trials/${hex(key)}`);
  }

  /** What the run did for itself: data, split, report. */
  runEvents(): readonly ProvenanceEvent[] {
    const [run] = this.#names('logs/runs');
    return run === undefined ? [] : this.events(`runs/${run}`);
  }

  #ref(name: string): unknown {
    const newest = this.#names(`refs/${name}`).at(-1);
    return newest === undefined ? null : this.#read(`refs/${name}/${newest}`);
  }

  #read(path: string): unknown {
    try {
      return JSON.parse(readFileSync(join(this.#store, path), 'utf8'));
    } catch {
      return null; // Gone, or not whole yet.
    }
  }

  #names(folder: string): string[] {
    try {
      return readdirSync(join(this.#store, folder)).sort();
    } catch {
      return [];
    }
  }
}

function hex(digest: string): string {
  return digest.slice('sha256:'.length);
}
