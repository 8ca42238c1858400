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

/** Some epochs, and how long they took together. */
interface Stretch {
  readonly epochs: number;
  readonly ms: number;
}

interface Pace {
  /** How many epochs there are, and when that was seen first. */
  readonly last: { readonly done: number; readonly atMs: number };
  /** Whether that was at an epoch's end: one found in the middle tells not how long it takes. */
  readonly atEnd: boolean;
  /** The newest last. */
  readonly stretches: readonly Stretch[];
}

/** Of so many stretches, the last, a pace is made. */
const STRETCHES = 5;
/** A shorter one goes on with the next epoch: looks come now and then, and so do epochs' ends. */
const STRETCH_MS = 1000;
/** With so many, one of them may be left out. */
const ENOUGH = 3;

/** Epochs that nobody has seen pass tell nothing; from those that pass, the time left is estimated. */
export class TimeKeeper {
  readonly #paces = new Map<number, Pace>();
  /** How many trials were seen under way at once. */
  #atOnce = 1;
  #looked = false;

  /**
   * Estimates how long the rest takes: of a trial its epochs, one after another, at its own pace; of
   * the study the trials that remain, as many at once as have been seen, those that have not begun
   * at the mean pace. A pace is that of the last few epochs, without the slowest: it may have waited
   * for a worker, or stood still in a pause.
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
    const last = { done, atMs };
    if (known === undefined) {
      // Of a trial that began under our eyes, what it has already was found in the store.
      this.#paces.set(index, { last, atEnd: this.#looked || done === 0, stretches: [] });
    } else if (done > known.last.done) {
      const seen = { epochs: done - known.last.done, ms: atMs - known.last.atMs };
      const stretches = known.atEnd ? extended(known.stretches, seen) : [];
      this.#paces.set(index, { last, atEnd: true, stretches });
    }
  }

  #lastOf(index: number): number | undefined {
    return this.#paces.get(index)?.last.atMs;
  }
}

function extended(stretches: readonly Stretch[], { epochs, ms }: Stretch): readonly Stretch[] {
  const newest = stretches.at(-1);
  if (newest === undefined || newest.ms >= STRETCH_MS) {
    return [...stretches, { epochs, ms }].slice(-STRETCHES);
  }
  return [...stretches.slice(0, -1), { epochs: newest.epochs + epochs, ms: newest.ms + ms }];
}

function hasEnded({ status, done, epochs }: TrialStanding): boolean {
  return !['running', 'pending', 'waiting', 'paused'].includes(status) || done >= epochs;
}

function msPerEpoch(pace: Pace | undefined): number | null {
  if (pace === undefined || pace.stretches.length === 0) return null;
  const fastestFirst = pace.stretches.toSorted((a, b) => a.ms / a.epochs - b.ms / b.epochs);
  const counted = fastestFirst.length < ENOUGH ? fastestFirst : fastestFirst.slice(0, -1);
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  return sum(counted.map(({ ms }) => ms)) / sum(counted.map(({ epochs }) => epochs));
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
