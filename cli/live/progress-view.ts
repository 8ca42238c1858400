import type { Plan } from '../../study/plan.ts';
import type { Results } from '../../study/results.ts';
import type { StudyLook } from '../study-look.ts';
import { styled } from '../terminal.ts';
import { liveFrame } from './frame.ts';
import { LogLines } from './log-lines.ts';
import { Screen } from './screen.ts';
import { TimeKeeper } from './time-left.ts';

/** Shows how a study goes on. */
export interface ProgressView {
  /** @param results as the store has them; null when it can't be read now, or has none yet */
  show(results: Results | null, look: StudyLook): void;
  /** A line of its own, beside the trials. */
  say(line: string): void;
  end(): void;
}

/** A table that changes in place on a terminal; elsewhere, and on a dumb one, lines to be kept. */
export function progressView(plan: Plan): ProgressView {
  const live = process.stdout.isTTY && process.env['TERM'] !== 'dumb';
  return live ? new LiveView(plan) : new LogView();
}

class LiveView implements ProgressView {
  readonly #plan: Plan;
  readonly #screen = new Screen(process.stdout);
  readonly #times = new TimeKeeper();
  readonly #beganMs = Date.now();
  #results: Results | null = null;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  show(results: Results | null, { startedMs, slots, waiting }: StudyLook): void {
    this.#results = results ?? this.#results;
    if (this.#results === null) return;
    const { run, trials } = this.#results;
    const epochs = this.#plan.trials.map((trial) => trial.epochs);
    const standings = trials.map(({ status, epochs: done }, i) => ({
      status,
      done: done.length,
      epochs: epochs[i]!,
    }));
    const state = {
      ...{ run, trials, epochs, slots, waiting },
      left: this.#times.left(standings, performance.now()),
      elapsedS: (Date.now() - (startedMs ?? this.#beganMs)) / 1000,
    };
    // Some terminals say 0.
    const size = { columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 };
    this.#screen.draw(liveFrame(state, size, styled));
  }

  say(line: string): void {
    this.#screen.say(line);
  }

  end(): void {
    this.#screen.end();
  }
}

class LogView implements ProgressView {
  readonly #lines = new LogLines();

  show(results: Results | null, { waiting }: StudyLook): void {
    if (results !== null) {
      for (const line of this.#lines.of(results)) process.stdout.write(`${line}\n`);
    }
    for (const line of this.#lines.waiting(waiting, performance.now())) this.say(line);
  }

  say(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  end(): void {}
}
