import { setTimeout as delay } from 'node:timers/promises';
import { differencesOf, unnamed } from './compare.ts';
import type { Outcome } from './compare.ts';
import type { Fault, Injected } from './fault.ts';
import type { Moment } from './moments.ts';
import { Observer } from './observer.ts';
import { readOutcome } from './outcome.ts';
import type { PlaceName } from './places/place.ts';
import { hasRecovered } from './progress.ts';
import type { Standing } from './progress.ts';
import { RandomStream } from './random.ts';
import type { Planned } from './schedule.ts';
import { Site } from './site.ts';
import { StoreWatch } from './store-watch.ts';
import type { Injection } from './table.ts';

/** A study that makes no progress for so long hangs. */
const PATIENCE_MS = 120_000;
/** A moment that does not come for so long is not waited for. */
const MOMENT_PATIENCE_MS = 10_000;
/** A kill within so long after an epoch's begin lands inside it, mostly. */
const LONGEST_EPOCH_MS = 600;
/** A fault that lasted longer counts from its end, if it says so. */
const OUTAGE_MS = 500;
/** A supervisor of `run` ends itself 10 s after the last study. */
const ORPHAN_PATIENCE_MS = 30_000;

/** What a round needs to know of the undisturbed run. */
export interface Known {
  readonly outcome: Outcome;
  readonly study: string;
  /** Of the trials, by their index in the plan. */
  readonly workflowIds: readonly string[];
}

export interface RoundOptions {
  readonly study: readonly string[];
  readonly known: Known;
  readonly faults: ReadonlyMap<string, Fault>;
  /** The faults to inject, in order; those that were are taken out. */
  readonly queue: Planned[];
  readonly mayInject: () => boolean;
  readonly say: (text: string) => void;
}

export interface RoundResult {
  readonly injections: readonly Injection[];
  /** What was found once the study had ended. */
  readonly differences: readonly string[];
  /** The folder that was kept for a look; null where all was well. */
  readonly kept: string | null;
}

/** Runs the study once under faults, and compares it with the undisturbed run. */
export async function disturbedRound(options: RoundOptions): Promise<RoundResult> {
  const place = placeOf(options, options.queue[0]!);
  const round = new Round(options, await Site.create(options.study, place));
  try {
    await round.disturb();
    return await round.compare();
  } finally {
    await round.close();
  }
}

function placeOf({ faults }: RoundOptions, { fault }: Planned): PlaceName {
  return faults.get(fault)!.place ?? 'plain';
}

/** A standing of which nothing is left in the store: any commit is progress. */
function forgotten({ trials, runSteps }: Standing): Standing {
  return {
    trials: trials.map((trial) => ({ ...trial, trained: 0, heartbeat: null })),
    runSteps,
  };
}

class Round {
  readonly #options: RoundOptions;
  readonly #site: Site;
  readonly #observer: Observer;
  readonly #watch: StoreWatch;
  readonly #listeners = new Set<(moment: Moment) => void>();
  readonly #injections: Injection[] = [];
  readonly #damaged: string[] = [];
  #keep = false;

  constructor(options: RoundOptions, site: Site) {
    this.#options = options;
    this.#site = site;
    this.#watch = new StoreWatch(this.#site.store, (moment) => {
      for (const listener of this.#listeners) listener(moment);
    });
    this.#observer = new Observer(this.#site, options.known.workflowIds);
  }

  /** Injects faults until the study has ended. */
  async disturb(): Promise<void> {
    const { queue, mayInject } = this.#options;
    this.#site.run();
    const place = placeOf(this.#options, queue[0]!);
    // A mirror is asked before any trial.
    if (place !== 'mirror' && !(await this.#untilOpen())) {
      return this.#giveUp('no trial was open');
    }
    while (!this.#hasEnded && mayInject()) {
      const next = queue.find((planned) => placeOf(this.#options, planned) === place);
      if (next === undefined || (place === 'mirror' && this.#injections.length > 0)) break;
      if (!(await this.#injectNext(next))) return;
    }
    if (!(await this.#untilEnd())) this.#giveUp('no progress');
  }

  get #hasEnded(): boolean {
    return this.#site.ended !== null;
  }

  #untilOpen(): Promise<boolean> {
    const open = ({ trials }: Standing): boolean => this.#hasEnded || trials.length > 0;
    return this.#observer.until(open, PATIENCE_MS);
  }

  /** Compares with the undisturbed run, and looks for what was left behind. */
  async compare(): Promise<RoundResult> {
    const { known } = this.#options;
    const differences: string[] = [];
    this.#countRecomputed(this.#observer.look());
    const { ended } = this.#site;
    if (ended !== null) {
      if (ended.code !== 0) differences.push(`epochal run ended with ${ended.code}`);
      differences.push(...(await this.#orphans()));
      try {
        const outcome = await readOutcome(this.#site, known.study);
        differences.push(...differencesOf(known.outcome, outcome));
        differences.push(...unnamed(this.#damaged, outcome.provenance));
      } catch (error) {
        differences.push((error as Error).message);
      }
    }
    this.#keep =
      differences.length > 0 || this.#injections.some((each) => each.differences.length > 0);
    return {
      injections: this.#injections,
      differences,
      kept: this.#keep ? this.#site.kept : null,
    };
  }

  async close(): Promise<void> {
    this.#watch[Symbol.dispose]();
    await this.#observer.close();
    await this.#site.close(this.#keep);
  }

  /** False when the study hangs. */
  async #injectNext(planned: Planned): Promise<boolean> {
    const { faults, queue, say } = this.#options;
    const fault = faults.get(planned.fault)!;
    const random = new RandomStream(planned.seed);
    if (fault.place !== 'mirror') await this.#observer.until(() => this.#hasEnded, planned.delayMs);
    const aimed = await this.#moment(planned.moment);
    if (aimed && planned.moment === 'compute') await delay(random.below(LONGEST_EPOCH_MS));
    if (this.#hasEnded) return true;
    const atStrike = this.#observer.look();
    this.#countRecomputed(atStrike);
    const beganMs = performance.now();
    const injecting = fault.inject(this.#site, random);
    const injected = await this.#patiently(injecting);
    if (injected === null) return true;
    queue.splice(queue.indexOf(planned), 1);
    // After an outage, what goes on is what goes on after its end.
    const isOutage = injected.fromMs - beganMs > OUTAGE_MS;
    const standing = isOutage ? this.#observer.look() : atStrike;
    const before = injected.forgotten ? forgotten(standing) : standing;
    const wallMs = performance.timeOrigin + injected.fromMs;
    const recovered = await this.#observer.until(
      (now) => this.#hasEnded || hasRecovered(before, now, { wallMs }),
      PATIENCE_MS,
    );
    const seconds = recovered ? Math.max(0, performance.now() - injected.fromMs) / 1000 : null;
    const moment = aimed ? planned.moment : 'random';
    say(
      `${fault.name.padEnd(16)} ${moment.padEnd(16)} ${injected.what.padEnd(24)} ` +
        `${seconds?.toFixed(2) ?? 'none'} s`,
    );
    const after = (await injected.afterwards?.()) ?? [];
    const differences = [...(injected.differences ?? []), ...after];
    this.#note(fault, moment, { ...injected, differences }, seconds);
    return recovered;
  }

  /** Counts what was computed again since the fault before as its doing. */
  #countRecomputed(now: Standing): void {
    const recomputed = now.trials.reduce((sum, trial) => sum + trial.recomputed, 0);
    const known = this.#injections.reduce((sum, injection) => sum + injection.recomputed, 0);
    const last = this.#injections.pop();
    if (last !== undefined) this.#injections.push({ ...last, recomputed: recomputed - known });
  }

  /** A fault that never comes to an end is a difference too. */
  async #patiently(injecting: Promise<Injected | null>): Promise<Injected | null> {
    const gaveUp = new AbortController();
    const what = `the fault did not end within ${PATIENCE_MS / 1000} s`;
    const never: Injected = { fromMs: performance.now(), what, differences: [what] };
    try {
      return await Promise.race([injecting, delay(PATIENCE_MS, never, { signal: gaveUp.signal })]);
    } finally {
      gaveUp.abort();
    }
  }

  #note(fault: Fault, moment: Moment, injected: Injected, seconds: number | null): void {
    if (injected.forgotten) this.#damaged.length = 0;
    this.#damaged.push(...(injected.damaged ?? []));
    this.#injections.push({
      fault: fault.name,
      moment,
      recoverySeconds: seconds,
      recomputed: 0,
      differences: [
        ...(injected.differences ?? []),
        ...(seconds === null
          ? [`no progress within ${PATIENCE_MS / 1000} s of ${injected.what}`]
          : []),
      ],
    });
  }

  /** Whether the moment came; settles in the very callback that saw it. */
  async #moment(moment: Moment): Promise<boolean> {
    if (moment === 'random') return true;
    const wanted = moment === 'compute' ? 'before-compute' : moment;
    const over = new AbortController();
    const seen = new Promise<boolean>((resolve) => {
      const listener = (each: Moment): void => {
        if (each === wanted) resolve(true);
      };
      this.#listeners.add(listener);
      over.signal.addEventListener('abort', () => this.#listeners.delete(listener));
    });
    const gaveUp = this.#observer
      .until(() => this.#hasEnded || over.signal.aborted, MOMENT_PATIENCE_MS)
      .then(() => false);
    const came = await Promise.race([seen, gaveUp]);
    over.abort();
    return came;
  }

  /** Waits for the study's end as long as it makes progress. */
  async #untilEnd(): Promise<boolean> {
    for (;;) {
      const before = this.#observer.look();
      const text = JSON.stringify(before);
      const changed = await this.#observer.until(
        (now) => this.#hasEnded || JSON.stringify(now) !== text,
        PATIENCE_MS,
      );
      if (this.#hasEnded) return true;
      if (!changed) return false;
    }
  }

  #giveUp(what: string): void {
    const last = this.#injections.pop();
    const difference = `${what} for ${PATIENCE_MS / 1000} s`;
    if (last === undefined) throw new Error(difference);
    this.#injections.push({ ...last, differences: [...last.differences, difference] });
  }

  async #orphans(): Promise<string[]> {
    const began = performance.now();
    let left = this.#site.left();
    while (left.length > 0 && performance.now() - began < ORPHAN_PATIENCE_MS) {
      await delay(100);
      left = this.#site.left();
    }
    return left.map((process) => `left behind: ${process}`);
  }
}
