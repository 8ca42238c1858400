import { MultiBar } from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import { trialLabel } from '../study/labels.ts';
import type { Plan } from '../study/plan.ts';
import { metricNames, ownMetricOf } from '../study/metrics.ts';
import type { Metrics, TrialResult } from '../study/results.ts';
import { duration, metricText, styled } from './terminal.ts';

const BAR_COLUMNS = 12; // with a trial’s numbers and its time left, 80 in all
const REDRAWS_PER_SECOND = 5;

/** What a live view shows. */
export interface ProgressView {
  show(trials: readonly TrialResult[]): void;
  /** A line of its own, beside the trials. */
  say(line: string): void;
  end(): void;
}

/** A live bar a trial on a terminal, a plain line an epoch elsewhere. */
export function liveProgress(plan: Plan): ProgressView {
  const { stdout } = process;
  const live = stdout.isTTY && process.env['TERM'] !== 'dumb';
  // More bars than lines can't be redrawn in place.
  return live && plan.trials.length < (stdout.rows ?? 24) - 2 ? bars(plan) : lines();
}

function bars(plan: Plan): ProgressView {
  const width = Math.max(...plan.trials.map((trial) => trialLabel(trial).length));
  const multi = new MultiBar(
    {
      format: `{label}  ${styled('green', '{bar}')}  {value}/{total}  {metrics}{left}`,
      barCompleteChar: '━',
      barIncompleteChar: '─',
      barsize: BAR_COLUMNS,
      fps: REDRAWS_PER_SECOND,
      hideCursor: true,
      stopOnComplete: false,
      autopadding: true,
      gracefulExit: false,
    },
    undefined,
  );
  // `MultiBar` writes to standard error by default, and so do warnings: keep them apart.
  const drawn = new Map<number, SingleBar>();
  const pace = new Pace();
  return {
    show(trials) {
      trials.forEach((trial, index) => {
        const total = trial.earlyStop?.epoch ?? plan.trials[index]?.epochs ?? 0;
        const done = trial.epochs.length;
        const payload = {
          label: trialLabel(trial).padEnd(width),
          metrics: metricsOf(trial),
          left: pace.left(index, done, total),
        };
        const bar = drawn.get(index) ?? multi.create(total, done, payload);
        drawn.set(index, bar);
        bar.setTotal(total);
        bar.update(done, payload);
      });
    },
    say(line) {
      multi.log(`${line}\n`);
    },
    end() {
      multi.stop();
    },
  };
}

function lines(): ProgressView {
  const printed = new Map<number, number>();
  return {
    show(trials) {
      trials.forEach((trial, index) => {
        for (const epoch of trial.epochs.slice(printed.get(index) ?? 0)) {
          const { train, validation } = epoch;
          process.stdout.write(
            `${trialLabel(trial)}  epoch ${epoch.epoch}  train ${metricsText(train)}  ` +
              `validation ${metricsText(validation)}\n`,
          );
        }
        printed.set(index, trial.epochs.length);
      });
    },
    say(line) {
      process.stderr.write(`${line}\n`);
    },
    end() {},
  };
}

/** `loss 0.1234 accuracy 0.9876`. */
function metricsText(metrics: Metrics): string {
  const texts = metricNames(metrics).map((name) => `${name} ${metricText(metrics[name])}`);
  return texts.join(' ');
}

function metricsOf(trial: TrialResult): string {
  const last = trial.epochs.at(-1)?.validation;
  if (trial.diverged) return `diverged in epoch ${trial.diverged.epoch}`;
  if (last === undefined) return trial.status === 'pending' ? 'waiting its turn' : 'starting';
  const own = ownMetricOf(last);
  const name = own === 'accuracy' ? 'acc' : own;
  return `loss ${metricText(last.loss)}  ${name} ${metricText(last[own])}`;
}

/** How long a trial has to go, by the pace since this command first saw it. */
class Pace {
  readonly #first = new Map<number, { done: number; atMs: number }>();

  left(index: number, done: number, total: number): string {
    const first = this.#first.get(index) ?? { done, atMs: performance.now() };
    this.#first.set(index, first);
    if (done >= total || done <= first.done) return '';
    const msPerEpoch = (performance.now() - first.atMs) / (done - first.done);
    return `  ${duration((msPerEpoch * (total - done)) / 1000)} left`;
  }
}
