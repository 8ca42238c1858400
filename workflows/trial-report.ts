import {
  getExternalWorkflowHandle,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { nameOf } from '../study/labels.ts';
import { ownMetricOf } from '../study/metrics.ts';
import { Curves } from './curves.ts';
import { trialDetails } from './details.ts';
import { TRIAL_SIGNAL } from './messages.ts';
import type { TrialProgress } from './messages.ts';
import { metricAttributes } from './search-attributes.ts';
import type { Placed, TrialWorkflowInput } from './trial-input.ts';

/** Where a trial stands: for queries, for Temporal's Web UI, and for its study. */
export class TrialReport {
  readonly #input: TrialWorkflowInput;
  readonly curves: Curves;
  #current: TrialProgress;
  /** What the study was told last. */
  #told: TrialProgress | null = null;
  #shownBest: number | null = null;

  constructor(input: TrialWorkflowInput) {
    const { trial, resume } = input;
    this.#input = input;
    this.curves = new Curves(trial.checkpoint.monitor);
    this.#current = {
      ...nameOf(trial),
      status: 'running',
      epoch: resume?.commit?.epoch ?? 0,
      epochs: trial.epochs,
      metrics: null,
      curve: '',
      test: null,
      waiting: null,
      repairs: resume?.repairs ?? 0,
    };
  }

  get current(): TrialProgress {
    return this.#current;
  }

  /** Says how far the trial has come before this walk over its epochs. */
  begin({ commit, seen }: Placed): void {
    const epoch = commit?.epoch ?? 0;
    this.curves.begin(epoch, seen, commit?.best?.value ?? null);
    const { last } = this.curves;
    const metrics = last && { train: last.train, validation: last.validation };
    this.update({ epoch, metrics });
  }

  /** Says what an epoch has measured. */
  readonly measured = (epoch: number, metrics: TrialProgress['metrics']): void => {
    // An epoch that diverged has none: what the one before measured stays.
    if (metrics === null) return;
    this.curves.add({ epoch, ...metrics });
    this.update({ epoch, metrics });
  };

  readonly update = (change: Partial<TrialProgress>): TrialProgress => {
    const { last } = this.curves;
    const curve = last === null ? '' : this.curves.text('validation', ownMetricOf(last.validation));
    this.#current = { ...this.#current, ...change, curve };
    setCurrentDetails(trialDetails(this.#current, this.curves));
    if (this.#isNews()) this.#tell();
    return this.#current;
  };

  /** Whether the study is to know: of some epochs, and of whatever has it stand still or go on. */
  #isNews(): boolean {
    const { epoch, status } = this.#current;
    const { epoch: known, status: before } = this.#told ?? { epoch: 0, status: 'running' };
    if (hasEnded(status)) return false; // that is what the workflow returns
    return status !== before || epoch < known || epoch - known >= this.#input.tellEvery;
  }

  #tell(): void {
    this.#told = this.#current;
    this.showBest();
    const { parent } = workflowInfo();
    const study = getExternalWorkflowHandle(parent!.workflowId, parent!.runId); // a trial has one
    // A study that has just ended takes none any more.
    study.signal(TRIAL_SIGNAL, this.#input.trial.index, this.#current).catch(() => undefined);
  }

  /** Has Temporal find the trial by its best value so far. */
  showBest(): void {
    const { best } = this.curves;
    if (best === null || best === this.#shownBest) return;
    this.#shownBest = best;
    const attributes = metricAttributes(this.#input.attributes, best);
    if (attributes.length > 0) upsertSearchAttributes(attributes);
  }
}

function hasEnded(status: TrialProgress['status']): boolean {
  return !['running', 'waiting', 'paused', 'pending'].includes(status);
}
