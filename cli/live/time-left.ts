import type { TrialStatus } from '../../study/results.ts';

/** How far a trial is. */
export interface TrialStanding {
  readonly status: TrialStatus;
  /** Epochs that are there, of `epochs`. */
  readonly done: number;
  readonly epochs: number;
}

/** Seconds that remain; null where nothing was measured yet. */
export interface TimeLeft {
  readonly study: number | null;
  /** Of each trial that is under way. */
  readonly trials: readonly (number | null)[];
}

interface Pace {
  /** When it was at an epoch's end first; null until then, where it was found in the middle of one. */
  readonly first: { readonly done: number; readonly atMs: number } | null;
  readonly last: { readonly done: number; readonly atMs: number };
}

/** Epochs that nobody has seen pass tell nothing; from those that pass, the time left is estimated. */
export class TimeKeeper {
  readonly #paces = new Map<number, Pace>();
  /** How many trials were seen under way at once. */
  #atOnce = 1;
  #looked = false;

  /**
   * Estimates how long the rest takes: of a trial its epochs, one after another, at its own pace; of
   * the study the trials that remain, as many at once as have been seen, those that have not begun
   * at the mean pace.
   *
   * @param nowMs of a clock that never goes back
   */
  left(trials: readonly TrialStanding[], nowMs: number): TimeLeft {
    const underWay = trials.filter(({ status }) => status === 'running').length;
    this.#atOnce = Math.max(this.#atOnce, underWay);
    trials.forEach((trial, index) => this.#see(index, trial, nowMs));
    this.#looked = true;
    const paces = trials.map((_, index) => msPerEpoch(this.#paces.get(index)));
    const known = paces.filter((ms) => ms !== null);
    const mean = known.length === 0 ? null : known.reduce((sum, ms) => sum + ms, 0) / known.length;
    const each = trials.map((trial, index) => {
      const ms = paces[index] ?? mean;
      if (ms === null || hasEnded(trial)) return null;
      const since = trial.status === 'running' ? nowMs - (this.#lastOf(index) ?? nowMs) : 0;
      // An epoch that takes longer than those before it is not over for that.
      return ms * (trial.epochs - trial.done) - Math.min(since, ms);
    });
    const isUnderWay = (index: number): boolean => trials[index]!.status === 'running';
    return {
      study: mean === null ? null : makespan(each, isUnderWay, this.#atOnce) / 1000,
      trials: each.map((ms, index) =>
        ms === null || !isUnderWay(index) || paces[index] === null ? null : ms / 1000,
      ),
    };
  }

  #see(index: number, { status, done }: TrialStanding, atMs: number): void {
    if (status !== 'running') return;
    const known = this.#paces.get(index);
    const now = { done, atMs };
    if (known === undefined) {
      // Of a trial that began under our eyes, what it has already was found in the store.
      this.#paces.set(index, { first: this.#looked || done === 0 ? now : null, last: now });
    } else if (done > known.last.done) {
      this.#paces.set(index, { first: known.first ?? now, last: now });
    }
  }

  #lastOf(index: number): number | undefined {
    return this.#paces.get(index)?.last.atMs;
  }
}

function hasEnded({ status, done, epochs }: TrialStanding): boolean {
  return !['running', 'pending', 'waiting', 'paused'].includes(status) || done >= epochs;
}

function msPerEpoch(pace: Pace | undefined): number | null {
  if (pace === undefined || pace.first === null) return null;
  const { first, last } = pace;
  return last.done > first.done ? (last.atMs - first.atMs) / (last.done - first.done) : null;
}

/** When the last one ends, if each of the others begins as soon as there is room, in their order. */
function makespan(
  left: readonly (number | null)[],
  isUnderWay: (index: number) => boolean,
  atOnce: number,
): number {
  const busy = left.filter((ms, index) => ms !== null && isUnderWay(index)) as number[];
  const lanes = [...busy, ...Array.from({ length: Math.max(0, atOnce - busy.length) }, () => 0)];
  left.forEach((ms, index) => {
    if (ms === null || isUnderWay(index)) return;
    const next = lanes.indexOf(Math.min(...lanes));
    lanes[next] = lanes[next]! + ms;
  });
  return Math.max(...lanes);
}
