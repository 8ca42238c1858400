import {
  ApplicationFailure,
  CancellationScope,
  ParentClosePolicy,
  defineQuery,
  defineSignal,
  isCancellation,
  rootCause,
  setHandler,
  startChild,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  ActivityFailure,
  ChildWorkflowFailure,
  ChildWorkflowHandle,
  ChildWorkflowOptions,
} from '@temporalio/workflow';
import type { StudyActivities } from '../activities/index.ts';
import type { DatasetDigests, EndedRunInput, RunInput } from '../activities/inputs.ts';
import type { ResolveOptions, SpecSource } from '../activities/resolve.ts';
import { dataLabel, namesIn, sourceOf, trialId, trialLabel } from '../study/labels.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import type { Registration } from '../study/registration.ts';
import type { SearchAttribute } from '../study/search-attributes.ts';
import type { DataSpec } from '../study/spec.ts';
import type { CompareOutput } from '../activities/compare.ts';
import type { PlotOutput } from '../activities/plot.ts';
import { lightSteps, longSteps, ownStep, ownTask } from './activities.ts';
import type { Tuning } from './activities.ts';
import { inputsOf, runGraph } from './dag.ts';
import type { Outputs } from './dag.ts';
import { isLost, lostTrials } from './lost.ts';
import { inputName, requireUsable } from './input.ts';
import {
  PAUSE_SIGNAL,
  PLAN_QUERY,
  PROGRESS_QUERY,
  RESUME_SIGNAL,
  TRIAL_SIGNAL,
} from './messages.ts';
import type { PlanAnswer, StudyOutcome, StudyProgress, TrialProgress } from './messages.ts';
import { Pause } from './pause.ts';
import { studyAttributes, trialAttributes } from './search-attributes.ts';
import { Progress } from './progress.ts';
import { studyGraph } from './study-graph.ts';
import type { StudyNode } from './study-graph.ts';
import { trial } from './trial.ts';
import type { TrialWorkflowInput } from './trial-input.ts';

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

  setHandler(defineSignal<[number, TrialProgress]>(TRIAL_SIGNAL), (index, told) =>
    progress.told(index, told),
  );

  const { workflowId } = workflowInfo();
  const trials = new OpenTrials();
  const pause = new Pause(false);
  pause.listen((paused) => {
    if (progress.hasEnded) return;
    trials.tell(paused);
    progress.set({ status: paused ? 'paused' : 'running' });
    upsertMemo({ paused }); // which is shown without any worker
  });
  requireUsable(workflowId, spec, options);
  const name = inputName(options, workflowId);
  const resolve = (registered?: Registration): ReturnType<StudyActivities['resolve']> =>
    unwrapped(lightSteps(`reads ${name}`).resolve(spec, options, registered));
  const { plan, digest, store, parallelism, attributes, warnings, registration } = await resolve();
  progress.start(plan, warnings);
  const own = studyAttributes(attributes, plan.study);
  if (own.length > 0) upsertSearchAttributes(own);
  const input: RunInput = { store, run: plan.run, plan: digest };
  const context = { parallelism, attributes, progress, pause, trials, registration };
  const steps = new StudySteps(plan, input, context);
  try {
    for (let repairs = 0; ; repairs++) {
      try {
        await runGraph(studyGraph(plan.steps), (node, ended) => steps.run(node, ended));
        const { failed, status } = progress.outcome();
        const { report, comparison } = steps;
        const end = { status, failed, report, registration, ...(comparison && { comparison }) };
        await lightSteps(`the run is ${status}`).conclude({ ...input, ...end });
        progress.end(status);
        if (status === 'failed') throw studyFailed(progress);
        return { run: plan.run, status, trials: progress.current.trials, report };
      } catch (error) {
        if (!isLost(error) || repairs === MAX_REPAIRS) throw error;
        // The store has lost something since: over the plan once more, where all else is found.
        await resolve(registration);
        const lost = lostTrials(error);
        steps.open = plan.trials.filter(({ index }) => lost?.includes(index) ?? true);
      }
    }
  } catch (error) {
    if (progress.hasEnded) throw error;
    const status = isCancellation(error) ? 'stopped' : 'failed';
    progress.end(status);
    const reason = rootCause(error) ?? String(error);
    const { failed } = progress;
    // A step beside the report may be what failed.
    const { report, comparison } = steps;
    await CancellationScope.nonCancellable(() =>
      lightSteps(`the run is ${status}`).conclude({
        ...input,
        ...{ status, reason, failed, registration },
        ...(comparison && { comparison }),
        ...(Object.keys(report).length > 0 && { report }),
      }),
    );
    throw causeOf(error);
  }
}

/** The digests of each data set that a trial uses. */
type PreparedData = ReadonlyMap<string, DatasetDigests>;

function dataId({ dataset }: DataSpec): string {
  return JSON.stringify(dataset);
}

/** Trials that are under way, to pass on to them what the study is told. */
class OpenTrials {
  readonly #handles = new Set<ChildWorkflowHandle<typeof trial>>();
  #paused = false;

  async run(
    workflowId: string,
    options: Pick<ChildWorkflowOptions, 'staticSummary' | 'typedSearchAttributes'>,
    input: TrialWorkflowInput,
  ): Promise<TrialProgress> {
    const handle = await startChild(trial, {
      workflowId,
      workflowTaskTimeout: '5s', // what a worker had in hand when it died comes back after it
      args: [input],
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
      ...options,
    });
    this.#handles.add(handle);
    // Told while this one was being started.
    if (this.#paused) this.#tell(handle);
    try {
      return await handle.result();
    } finally {
      this.#handles.delete(handle);
    }
  }

  tell(paused: boolean): void {
    this.#paused = paused;
    for (const handle of this.#handles) this.#tell(handle);
  }

  #tell(handle: ChildWorkflowHandle<typeof trial>): void {
    // One that has just ended takes no signal any more.
    handle.signal(this.#paused ? PAUSE_SIGNAL : RESUME_SIGNAL).catch(() => undefined);
  }
}

/** The steps of a study, the trials among them. */
class StudySteps {
  readonly #plan: Plan;
  readonly #input: RunInput;
  readonly #parallelism: number;
  readonly #attributes: readonly SearchAttribute[];
  readonly #progress: Progress;
  readonly #pause: Pause;
  readonly #trials: OpenTrials;
  readonly #execution = workflowInfo().runId;
  #data: PreparedData = new Map();
  /** The trials that are still to run. */
  open: readonly PlannedTrial[];
  /** The report's files by name, once it is written. */
  report: Readonly<Record<string, string>> = {};
  /** The variants' table and the verdicts, once all trials have ended. */
  comparison?: string;
  readonly #registration: Registration;

  constructor(
    plan: Plan,
    input: RunInput,
    context: {
      readonly parallelism: number;
      readonly attributes: readonly SearchAttribute[];
      readonly progress: Progress;
      readonly pause: Pause;
      readonly trials: OpenTrials;
      readonly registration: Registration;
    },
  ) {
    this.#plan = plan;
    this.#input = input;
    this.#parallelism = context.parallelism;
    this.#attributes = context.attributes;
    this.#progress = context.progress;
    this.#pause = context.pause;
    this.#trials = context.trials;
    this.#registration = context.registration;
    this.open = plan.trials;
  }

  async run(node: StudyNode, ended: ReadonlyMap<string, Outputs>): Promise<Outputs> {
    const { step } = node;
    if (step === null) {
      await this.#runTrials(ended);
      return {};
    }
    const gathered = new Set(
      this.#plan.steps.flatMap(({ id, per }) => (per === 'trial' ? [id] : [])),
    );
    const inputs = inputsOf(step, { steps: ended, gathered });
    if (inputs === null) return null;
    await this.#pause.over();
    const input = { ...this.#input, ...this.#progress.outcome() };
    const values = inputs.values as { table?: CompareOutput; charts?: PlotOutput };
    switch (step.uses) {
      case 'download':
        return this.#download(step);
      case 'compare':
        return { table: await this.#compare(input, step) };
      case 'plot': {
        const { results, comparison } = values.table!;
        const task = { ...input, results, comparison };
        return { charts: await lightSteps('draws the curves', step).plot(task) };
      }
      case 'report': {
        const { results, comparison } = values.table!;
        const charts = values.charts!;
        const task = { ...input, results, comparison, charts, step: step.id };
        this.report = await lightSteps('writes the report', step).report(task);
        return { files: this.report };
      }
      default:
        return ownStep(
          step.uses,
          step.id,
          step,
        )({ ...this.#input, ...ownTask(step), execution: this.#execution, trial: null, ...inputs });
    }
  }

  async #compare(input: EndedRunInput, tuning: Tuning): Promise<CompareOutput> {
    const steps = lightSteps('puts the variants side by side', tuning);
    const table = await steps.compare({ ...input, registration: this.#registration });
    this.comparison = table.comparison;
    if (table.verdicts.length > 0) this.#progress.set({ verdicts: table.verdicts });
    return table;
  }

  /** Most studies have one data set; some ask what another would change. */
  async #download(tuning: Tuning): Promise<Outputs> {
    const datasets = new Map(this.#plan.trials.map(({ data }) => [dataId(data), data]));
    const fetched = [...datasets].map(async ([id, data]) => {
      const steps = longSteps(`fetches ${dataLabel(data.dataset)}`, tuning);
      return [id, await steps.download({ ...this.#input, ...sourceOf(data) })] as const;
    });
    this.#data = new Map(await Promise.all(fetched));
    const [first] = this.#data.values();
    // Where there are several, only a trial knows which is meant.
    return this.#data.size === 1 ? imagesOf(first!) : {};
  }

  /** Keeps `parallelism` trials open, in plan order, so that trials finish early. */
  async #runTrials(ended: ReadonlyMap<string, Outputs>): Promise<void> {
    // Without what a step runs: its activity reads that in the plan, and each trial's input is history.
    const steps = this.#plan.steps.flatMap(({ command: _command, ...step }) =>
      step.per === 'trial' ? [step] : [],
    );
    const download = this.#plan.steps.find(({ uses }) => uses === 'download')!.id;
    const needed = new Set(steps.flatMap(({ needs }) => needs));
    const before = Object.fromEntries([...ended].filter(([id]) => needed.has(id)));
    const { workflowId } = workflowInfo();
    const mayCross = this.#plan.arithmetic === 'any';
    // Of the whole plan, so that a trial that is repaired has the id that it had.
    const names = namesIn(this.#plan.trials);
    const progress = this.#progress;
    const { open } = this;
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let planned = open[next++]; planned; planned = open[next++]) {
        if (planned.index in progress.failed) continue;
        await this.#pause.over();
        progress.update(planned.index, { status: 'running' });
        const data = this.#data.get(dataId(planned.data))!;
        const given = { ...before, [download]: imagesOf(data) };
        const common = { ...this.#input, execution: this.#execution, steps, mayCross };
        const shown = { attributes: this.#attributes, tellEvery: tellEvery(planned, this.#plan) };
        const task = { ...common, ...shown, trial: planned, data, given };
        try {
          const id = `${workflowId}/${trialId(planned, names)}`;
          const staticSummary = `${planned.epochs} epochs · ${trialLabel(planned)}`;
          const found = trialAttributes(this.#attributes, this.#plan.study, planned);
          const options = {
            staticSummary,
            ...(found.length > 0 && { typedSearchAttributes: found }),
          };
          const done = await this.#trials.run(id, options, task);
          progress.update(planned.index, done);
        } catch (error) {
          // What a trial can't make again, the study can.
          if (isCancellation(error) || lostTrials(error) !== null) throw error;
          // The others go on: one trial's failure says nothing about them.
          progress.fail(planned.index, rootCause(error) ?? String(error));
        }
      }
    };
    const lanes = Array.from({ length: Math.min(this.#parallelism, open.length) }, lane);
    // None is left behind when another one ends early.
    await Promise.allSettled(lanes);
    await Promise.all(lanes);
  }
}

/** A trial tells its study of some of its epochs: enough for a curve, and a table that is not old. */
const TOLD_PER_TRIAL = 20;
/** Each is four events of the study's history; Temporal warns from 10,240 on. */
const TOLD_PER_STUDY = 1000;

/** How many epochs pass between two times that a trial tells its study of them. */
function tellEvery({ epochs }: PlannedTrial, { trials }: Plan): number {
  const all = trials.reduce((sum, planned) => sum + planned.epochs, 0);
  return Math.ceil(Math.max(epochs / TOLD_PER_TRIAL, all / TOLD_PER_STUDY));
}

/** The images of a data set, as steps take them. */
function imagesOf(data: DatasetDigests): Outputs {
  return {
    train: { images: data.trainImages, labels: data.trainLabels },
    test: { images: data.testImages, labels: data.testLabels },
  };
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
