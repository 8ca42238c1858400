import {
  ApplicationFailure,
  CancellationScope,
  ParentClosePolicy,
  defineQuery,
  executeChild,
  isCancellation,
  rootCause,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ActivityFailure, ChildWorkflowFailure } from '@temporalio/workflow';
import type { StudyActivities } from '../activities/index.ts';
import type { DatasetDigests, RunInput } from '../activities/inputs.ts';
import type { ResolveOptions, SpecSource } from '../activities/resolve.ts';
import { dataLabel, nameOf, namesIn, sourceOf, trialId, trialLabel } from '../study/labels.ts';
import { phasesOf } from '../study/phases.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import type { DataSpec } from '../study/spec.ts';
import { longSteps, lightSteps } from './activities.ts';
import { studyDetails } from './details.ts';
import { isLost, lostTrials } from './lost.ts';
import { inputName, requireUsable } from './input.ts';
import { PLAN_QUERY, PROGRESS_QUERY } from './messages.ts';
import type { PlanAnswer, StudyOutcome, StudyProgress, TrialProgress } from './messages.ts';
import { trial } from './trial.ts';

/** A store that loses more than this after all trials have ended has a broken disk. */
const MAX_REPAIRS = 5;

/**
 * One study: resolves the spec, fetches the data, runs the trials, compares them, and reports.
 *
 * @param spec the YAML as bytes or text, or the spec as an object
 */
export async function study(spec: SpecSource, options: ResolveOptions = {}): Promise<StudyOutcome> {
  const progress = new Progress();
  setHandler(defineQuery<StudyProgress>(PROGRESS_QUERY), () => progress.current);
  setHandler(defineQuery<PlanAnswer>(PLAN_QUERY), () => progress.plan);

  const { workflowId } = workflowInfo();
  requireUsable(workflowId, spec, options);
  const name = inputName(options, workflowId);
  const resolve = (): ReturnType<StudyActivities['resolve']> =>
    unwrapped(lightSteps(`reads ${name}`).resolve(spec, options));
  const { plan, digest, store, parallelism } = await resolve();
  progress.start(plan);
  const input: RunInput = { store, run: plan.run, plan: digest };
  let { trials } = plan;
  try {
    for (let repairs = 0; ; repairs++) {
      try {
        const data = await prepare(plan, input);
        await runTrials(plan, trials, { ...input, data }, parallelism, progress);
        const { failed, status } = progress.outcome();
        const report = await finish(plan, { ...input, status, failed });
        await lightSteps(`the run is ${status}`).conclude({ ...input, status, failed, report });
        progress.end(status);
        if (status === 'failed') throw studyFailed(progress);
        return { run: plan.run, status, trials: progress.current.trials, report };
      } catch (error) {
        if (!isLost(error) || repairs === MAX_REPAIRS) throw error;
        // The store has lost something since: over the plan once more, where all else is found.
        await resolve();
        const lost = lostTrials(error);
        trials = plan.trials.filter(({ index }) => lost?.includes(index) ?? true);
      }
    }
  } catch (error) {
    if (progress.current.status !== 'running') throw error;
    const status = isCancellation(error) ? 'stopped' : 'failed';
    progress.end(status);
    const reason = rootCause(error) ?? String(error);
    const { failed } = progress;
    await CancellationScope.nonCancellable(() =>
      lightSteps(`the run is ${status}`).conclude({ ...input, status, reason, failed }),
    );
    throw causeOf(error);
  }
}

/** The digests of each data set that a trial uses. */
type PreparedData = ReadonlyMap<string, DatasetDigests>;

/** Steps before the trials. Most studies have one data set; some ask what another would change. */
async function prepare(plan: Plan, input: RunInput): Promise<PreparedData> {
  const datasets = new Map(plan.trials.map(({ data }) => [dataId(data), data]));
  const fetched = [...datasets].map(async ([id, data]) => {
    const steps = longSteps(`fetches ${dataLabel(data.dataset)}`);
    return [id, await steps.download({ ...input, ...sourceOf(data) })] as const;
  });
  return new Map(await Promise.all(fetched));
}

function dataId({ dataset }: DataSpec): string {
  return JSON.stringify(dataset);
}

/** Keeps `parallelism` trials open, in plan order, so that trials finish early. */
async function runTrials(
  plan: Plan,
  trials: readonly PlannedTrial[],
  input: RunInput & { readonly data: PreparedData },
  parallelism: number,
  progress: Progress,
): Promise<void> {
  const steps = phasesOf(plan.steps).trial.map((step) => step.uses);
  const { workflowId } = workflowInfo();
  const mayCross = plan.arithmetic === 'any';
  // Of the whole plan, so that a trial that is repaired has the id that it had.
  const names = namesIn(plan.trials);
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let planned = trials[next++]; planned; planned = trials[next++]) {
      if (planned.index in progress.failed) continue;
      progress.update(planned.index, { status: 'running' });
      try {
        const done = await executeChild(trial, {
          workflowId: `${workflowId}/${trialId(planned, names)}`,
          workflowTaskTimeout: '5s', // what a worker had in hand when it died comes back after it
          args: [
            {
              ...input,
              trial: planned,
              data: input.data.get(dataId(planned.data))!,
              steps,
              mayCross,
            },
          ],
          parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
          staticSummary: `${planned.epochs} epochs · ${trialLabel(planned)}`,
        });
        progress.update(planned.index, done);
      } catch (error) {
        if (isCancellation(error)) throw error;
        // The others go on: one trial's failure says nothing about them.
        progress.fail(planned.index, rootCause(error) ?? String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallelism, trials.length) }, lane));
}

/** Steps after the trials, as far as the plan has them. */
async function finish(
  plan: Plan,
  input: RunInput & { status: 'done' | 'failed'; failed: Readonly<Record<number, string>> },
): Promise<Readonly<Record<string, string>>> {
  const wanted = new Set(phasesOf(plan.steps).after.map((step) => step.uses));
  if (!wanted.has('compare')) return {};
  const { results } = await lightSteps('puts the variants side by side').compare(input);
  if (!wanted.has('plot')) return {};
  const charts = await lightSteps('draws accuracy and loss').plot({ ...input, results });
  if (!wanted.has('report')) return {};
  return lightSteps('writes the report').report({ ...input, results, charts });
}

/** Where the study stands, for queries and the Web UI. */
class Progress {
  plan: PlanAnswer = null;
  readonly failed: Record<number, string> = {};
  current: StudyProgress = { run: null, status: 'running', trials: [] };

  start(plan: Plan): void {
    this.plan = plan;
    const trials = plan.trials.map(({ epochs, ...planned }) => ({
      ...nameOf(planned),
      status: 'pending' as const,
      epoch: 0,
      epochs,
      metrics: null,
      test: null,
      waiting: null,
      repairs: 0,
    }));
    this.#set({ run: plan.run, status: 'running', trials });
  }

  update(index: number, change: Partial<TrialProgress>): void {
    const trials = this.current.trials.map((known, i) =>
      i === index ? { ...known, ...change } : known,
    );
    this.#set({ ...this.current, trials });
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
    this.#set({ ...this.current, status });
  }

  #set(progress: StudyProgress): void {
    this.current = progress;
    setCurrentDetails(studyDetails(progress));
  }
}

function studyFailed(progress: Progress): ApplicationFailure {
  const lines = Object.entries(progress.failed).map(([index, reason]) => {
    const failed = progress.current.trials[Number(index)];
    return `${failed ? trialLabel(failed) : index}: ${reason}`;
  });
  return ApplicationFailure.nonRetryable(
    `${lines.length} of ${progress.current.trials.length} trials failed.\n${lines.join('\n')}`,
    'STUDY_FAILED',
  );
}

/** A step's own failure instead of Temporal's wrapping of it, so that the Web UI shows it first. */
async function unwrapped<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    throw causeOf(error);
  }
}

function causeOf(error: unknown): unknown {
  const { cause } = error as ActivityFailure | ChildWorkflowFailure;
  return cause instanceof ApplicationFailure ? cause : error;
}
