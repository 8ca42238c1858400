import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TrialRef } from '../store/commits.ts';
import type { RunRef } from '../store/runs.ts';
import type { Plan } from '../study/plan.ts';
import type { ProvenanceEvent } from '../study/results.ts';

/** A trial as the store's files show it; nothing is moved to quarantine by looking. */
export interface TrialFiles {
  readonly trial: number;
  /** The trial key. */
  readonly key: string;
  /** The newest commit that the trial's ref names. */
  readonly committed: TrialRef | null;
  /** As planned. */
  readonly epochs: number;
}

/** Reads how far a study is, without the product's code: also from a store that is damaged. */
export class StoreFiles {
  readonly #store: string;
  readonly #trials = new Map<number, Pick<TrialFiles, 'key' | 'epochs'>>();
  /** Each event that ever was, by its log and file: also when the store is emptied. */
  readonly #events = new Map<string, Map<string, ProvenanceEvent>>();

  constructor(store: string) {
    this.#store = store;
  }

  /** The trials that have started; also when the run's ref is gone, once they were seen. */
  trials(): readonly TrialFiles[] {
    const [run] = this.#names('refs/runs');
    const ref = run === undefined ? null : (this.#ref(`runs/${run}`) as RunRef | null);
    const plan = ref && (this.#read(artifactPath(ref.plan)) as Plan | null);
    for (const [trial, { key }] of Object.entries(ref?.trials ?? {})) {
      const epochs = plan?.trials[Number(trial)]?.epochs;
      if (epochs !== undefined) this.#trials.set(Number(trial), { key, epochs });
    }
    return [...this.#trials].map(([trial, { key, epochs }]) => ({
      trial,
      key,
      epochs,
      committed: this.#ref(`trials/${hex(key)}`) as TrialRef | null,
    }));
  }

  /** The events of a log, in order. */
  events(log: string): readonly ProvenanceEvent[] {
    const known = this.#events.get(log) ?? new Map<string, ProvenanceEvent>();
    this.#events.set(log, known);
    for (const name of this.#names(`logs/${log}`)) {
      // An event never changes; one that is being written is read again.
      const event = known.has(name) ? null : this.#read(`logs/${log}/${name}`);
      if (event !== null) known.set(name, event as ProvenanceEvent);
    }
    return [...known.values()];
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

/** Where an artifact lies within the store's folder. */
export function artifactPath(digest: string): string {
  return `artifacts/${sharded(digest)}`;
}

/** Where a record lies within the store's folder. */
export function recordPath(key: string): string {
  return `records/${sharded(key)}`;
}

function sharded(digest: string): string {
  return `${hex(digest).slice(0, 2)}/${hex(digest).slice(2)}`;
}

function hex(digest: string): string {
  return digest.slice('sha256:'.length);
}
