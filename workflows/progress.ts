import { setCurrentDetails } from '@temporalio/workflow';
import { nameOf } from '../study/labels.ts';
import type { Plan } from '../study/plan.ts';
import type { TrialStatus } from '../study/results.ts';
import { studyDetails } from './details.ts';
import type { PlanAnswer, StudyProgress, TrialProgress } from './messages.ts';

const UNDER_WAY: ReadonlySet<TrialStatus> = new Set(['pending', 'running', 'paused', 'waiting']);
/** What a trial may become. */
const STATUSES: ReadonlySet<TrialStatus> = new Set([
  ...UNDER_WAY,
  ...(['done', 'diverged', 'failed', 'stopped'] as const),
]);

/** Where a study stands, for queries and the Web UI. */
export class Progress {
  plan: PlanAnswer = null;
  readonly failed: Record<number, string> = {};
  current: StudyProgress = { run: null, status: 'running', trials: [] };

  start(plan: Plan, warnings?: readonly string[]): void {
    this.plan = plan;
    const trials = plan.trials.map(({ epochs, ...planned }) => ({
      ...nameOf(planned),
      status: 'pending' as const,
      epoch: 0,
      epochs,
      metrics: null,
      curve: '',
      test: null,
      waiting: null,
      repairs: 0,
    }));
    this.set({ run: plan.run, trials, ...(warnings && { warnings }) });
  }

  get hasEnded(): boolean {
    return !['running', 'paused'].includes(this.current.status);
  }

  update(index: number, change: Partial<TrialProgress>): void {
    const trials = this.current.trials.map((known, i) =>
      i === index ? { ...known, ...change } : known,
    );
    this.set({ trials });
  }

  /** What a trial tells that is under way. */
  told(index: number, progress: TrialProgress): void {
    const before = this.current;
    const known = before.trials[index];
    if (this.hasEnded || known === undefined || !UNDER_WAY.has(known.status)) return;
    try {
      const { epoch, status, metrics, curve, waiting, repairs } = progress;
      if (!STATUSES.has(status)) return;
      for (const values of Object.values(metrics ?? {})) requireNumbers(values);
      this.update(index, { epoch, status, metrics, curve, waiting, repairs });
    } catch {
      // Anybody may send a signal: what can't be shown must not stand in the study's way.
      this.current = before;
    }
  }

  fail(index: number, reason: string): void {
    this.failed[index] = reason;
    this.update(index, { status: 'failed' });
  }

  outcome(): { status: 'done' | 'failed'; failed: Readonly<Record<number, string>> } {
    const status = Object.keys(this.failed).length > 0 ? 'failed' : 'done';
    return { status, failed: this.failed };
  }

  end(status: StudyProgress['status']): void {
    // What was under way goes no further.
    const trials = this.current.trials.map((trial) =>
      UNDER_WAY.has(trial.status) ? { ...trial, status: 'stopped' as const } : trial,
    );
    this.set({ status, trials });
  }

  set(change: Partial<StudyProgress>): void {
    this.current = { ...this.current, ...change };
    setCurrentDetails(studyDetails(this.current));
  }
}

function requireNumbers(values: object): void {
  if (!Object.values(values).every(Number.isFinite)) throw new TypeError('a metric is no number');
}
