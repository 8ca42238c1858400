import { counted } from '../../study/format.ts';
import { trialLabel, earlyStopText } from '../../study/labels.ts';
import { metricNames } from '../../study/metrics.ts';
import type { Metrics, Results, TrialResult, TrialStatus } from '../../study/results.ts';
import { metricText } from '../terminal.ts';

/** How long no epoch may come before it is said what the study waits for. */
const PATIENCE_MS = 5000;

/** What of a study has happened since one looked last, a line each. */
export class LogLines {
  readonly #epochs = new Map<number, number>();
  readonly #statuses = new Map<number, TrialStatus>();
  readonly #said = new Set<string>();
  #all = 0;
  #goesOn = false;
  #quietSinceMs: number | null = null;

  /** Each new epoch, and each trial that has ended. */
  of({ trials }: Results): readonly string[] {
    const all = trials.reduce((sum, { epochs }) => sum + epochs.length, 0);
    if (all !== this.#all) this.#goesOn = true;
    this.#all = all;
    return trials.flatMap((trial, index) => {
      const before = this.#statuses.get(index);
      const seen = this.#epochs.get(index) ?? 0;
      this.#statuses.set(index, trial.status);
      this.#epochs.set(index, trial.epochs.length);
      const end = trial.status === before ? null : endLine(trial);
      return [...trial.epochs.slice(seen).map(epochLine(trial)), ...(end === null ? [] : [end])];
    });
  }

  /** What the study waits for, each reason once, when no epoch has come for a while; and when one has. */
  waiting(reasons: readonly string[], nowMs: number): readonly string[] {
    if (this.#goesOn || this.#quietSinceMs === null) {
      const waited = this.#said.size > 0;
      this.#goesOn = false;
      this.#quietSinceMs = nowMs;
      this.#said.clear();
      return waited ? ['It goes on.'] : [];
    }
    if (nowMs - this.#quietSinceMs < PATIENCE_MS) return [];
    const fresh = reasons.filter((reason) => !this.#said.has(reason));
    for (const reason of fresh) this.#said.add(reason);
    return fresh.map((reason) => `Waiting: ${reason}`);
  }
}

function epochLine(trial: TrialResult): (epoch: TrialResult['epochs'][number]) => string {
  return ({ epoch, train, validation }) =>
    `${trialLabel(trial)}  epoch ${epoch}  train ${metricsText(train)}  ` +
    `validation ${metricsText(validation)}`;
}

/** Null for a trial that has not ended. */
function endLine(trial: TrialResult): string | null {
  const { status, diverged, earlyStop, best, test } = trial;
  const label = trialLabel(trial);
  switch (status) {
    case 'diverged':
      return `${label}  diverged in epoch ${diverged!.epoch}, at batch ${diverged!.step}`;
    case 'done':
      return [
        `${label}  ${earlyStop ? earlyStopText(earlyStop) : 'done'}`,
        ...(best === null ? [] : [`best epoch ${best.epoch}`]),
        ...(test === null ? [] : [`test ${metricsText(test)}`]),
      ].join('  ');
    case 'failed':
    case 'stopped':
      return `${label}  ${status} after ${counted(trial.epochs.length, 'epoch')}`;
    case 'running':
    case 'pending':
    case 'paused':
    case 'waiting':
      return null;
  }
}

/** `loss 0.1234 accuracy 0.9876`. */
function metricsText(metrics: Metrics): string {
  const texts = metricNames(metrics).map((name) => `${name} ${metricText(metrics[name])}`);
  return texts.join(' ');
}
