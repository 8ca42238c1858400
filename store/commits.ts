import { EpochalError } from '../study/errors.ts';
import { isBetter, monitored } from '../study/metrics.ts';
import type { Divergence, EarlyStop, EpochMetrics } from '../study/results.ts';
import type { MetricPath } from '../study/spec.ts';
import type { Control } from '../study/training-control.ts';
import type { Store } from './store.ts';

/** A trial after one epoch. Commits form a chain by `parent`, and never change. */
export interface Commit {
  /** The commit before, null for epoch 1. */
  readonly parent: string | null;
  /** From 1. */
  readonly epoch: number;
  /** The state's digest: the weights after this epoch. */
  readonly state: string;
  /** Null for an epoch that diverged. */
  readonly metrics: EpochMetrics | null;
  /** The best epoch so far by the monitored metric; ties keep the earliest. Null before there is one. */
  readonly best: BestSoFar | null;
  readonly diverged?: Divergence;
  /** What early stopping and the plateau's schedule have seen; only with one of them. */
  readonly control?: Control;
  /** Only in a trial's last commit: its epochs end here. */
  readonly earlyStop?: EarlyStop;
}

export interface BestSoFar {
  readonly epoch: number;
  readonly state: string;
  readonly monitor: MetricPath;
  readonly value: number;
}

/** The better of the best so far and a new epoch. */
export function bestAfter(
  best: BestSoFar | null,
  epoch: { readonly epoch: number; readonly state: string; readonly metrics: Commit['metrics'] },
  monitor: MetricPath,
): BestSoFar | null {
  if (epoch.metrics === null) return best;
  const value = monitored(epoch.metrics, monitor);
  const challenger = { epoch: epoch.epoch, state: epoch.state, monitor, value };
  if (best === null) return Number.isNaN(value) ? null : challenger;
  return isBetter(monitor, value, best.value) ? challenger : best;
}

/** Reads commits; remembers them, since they never change and a table walks the same ones again. */
export class CommitReader {
  readonly #store: Store;
  readonly #known = new Map<string, Commit>();

  constructor(store: Store) {
    this.#store = store;
  }

  async read(digest: string): Promise<Commit> {
    const known = this.#known.get(digest);
    if (known !== undefined) return known;
    const commit = await this.#store.readJson<Commit>(digest);
    this.#known.set(digest, commit);
    return commit;
  }

  /**
   * The chain that ends in `tip`, oldest first, without what lies after epoch `last`.
   *
   * @throws EpochalError ARTIFACT_MISSING when one of its commits is gone.
   */
  async chain(tip: string, last: number): Promise<Link[]> {
    const { links, gap } = await this.walkBack(tip, last);
    if (gap !== null) throw gap;
    return links;
  }

  /** The same as far as it is there: what lies before a commit that is gone can't be found from it. */
  async walkBack(
    tip: string,
    last: number,
  ): Promise<{ readonly links: Link[]; readonly gap: EpochalError | null }> {
    const links: Link[] = [];
    try {
      for (let digest: string | null = tip; digest !== null;) {
        const commit: Commit = await this.read(digest);
        if (commit.epoch <= last) links.push({ digest, commit });
        digest = commit.parent;
      }
    } catch (error) {
      if (!(error instanceof EpochalError && error.code === 'ARTIFACT_MISSING')) throw error;
      return { links: links.reverse(), gap: error };
    }
    return { links: links.reverse(), gap: null };
  }
}

/** A commit in its chain. */
export interface Link {
  readonly digest: string;
  readonly commit: Commit;
}

/** The name of the ref that finds a trial's newest commit. */
export function trialRef(trialKey: string): string {
  return `trials/${trialKey.slice('sha256:'.length)}`;
}

/** What a trial's ref holds. */
export interface TrialRef {
  readonly commit: string;
  readonly epoch: number;
}
