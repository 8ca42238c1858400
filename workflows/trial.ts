import {
  ApplicationFailure,
  continueAsNew,
  defineQuery,
  rootCause,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { AuditOutput } from '../activities/audit.ts';
import type { Committed } from '../activities/checkpoint.ts';
import type { SplitDigests } from '../activities/inputs.ts';
import type { PlaceInput } from '../activities/place.ts';
import type { Metrics } from '../study/results.ts';
import { dataLabel, sourceOf, trialLabel } from '../study/labels.ts';
import type { PlannedStep } from '../study/plan.ts';
import { lightSteps, longSteps, ownStep, ownTask, placeSteps } from './activities.ts';
import type { Tuning } from './activities.ts';
import { ArithmeticWait, NotTaken } from './arithmetic.ts';
import { HistoryFull, inputsOf, runGraph } from './dag.ts';
import type { Outputs } from './dag.ts';
import { isLost, isOfOwnStep } from './lost.ts';
import { PROGRESS_QUERY } from './messages.ts';
import type { TrialProgress } from './messages.ts';
import { Pause } from './pause.ts';
import { placedTaskOf, taskOf } from './trial-input.ts';
import type { Placed, TrialWorkflowInput } from './trial-input.ts';
import { TrialReport } from './trial-report.ts';
import { Walk } from './walk.ts';

/** A store that loses more than this while one trial runs has a broken disk. */
const MAX_REPAIRS = 20;

/**
 * One trial: a variant at a seed, trained epoch by epoch, each epoch committed; then tested, and
 * all of it looked at once more. Whatever the store has lost is made again, from the nearest state
 * that is intact.
 */
export async function trial(input: TrialWorkflowInput): Promise<TrialProgress> {
  requireStudy();
  const report = new TrialReport(input);
  const { update } = report;
  update({});
  setHandler(defineQuery<TrialProgress>(PROGRESS_QUERY), () => report.current);

  const pause = new Pause(input.paused ?? false);
  pause.listen();
  const wait = new ArithmeticWait(input, update);
  const walk = new Walk(input, wait, pause, report);
  const steps = new TrialSteps(input, { wait, walk, pause, update });
  let inVain = 0;
  for (;;) {
    try {
      await runGraph(input.steps, (step, ended) => steps.run(step, ended));
      const { placed, last, test } = steps;
      if (placed === null) throw new Error('a trial has a step `train`'); // the spec was checked
      const found = await audit(input, placed, last?.commit ?? null);
      if (found.intact) {
        report.showBest();
        return update(outcomeOf(last, test));
      }
      steps.placed = await repair(input, placed, found, update);
    } catch (error) {
      const { placed } = steps;
      if (error instanceof HistoryFull) {
        await continueAsNew<typeof trial>({
          ...input,
          resume: walk.resume!, // it has thrown
          paused: pause.isPaused,
        });
      }
      if (placed === null) throw isLost(error) ? lostOfStudy(input, error) : error;
      if (error instanceof NotTaken) {
        const { restore, repairs, split } = placed;
        const again = await place(input, split, { key: placed.key, arithmetic: error.arithmetic });
        steps.placed =
          again.key === placed.key ? { ...again, restore, repairs } : { ...again, repairs };
      } else if (isLost(error)) {
        const found = await audit(input, placed, walk.newest?.commit ?? null);
        // What an own step lacks still, and the trial has not, is the study's to make again.
        if (found.intact && isOfOwnStep(error) && inVain++ > 0) throw lostOfStudy(input, error);
        const restore = [...found.restore, found.uncommitted];
        steps.placed = await repair(input, placed, { ...found, restore }, update);
      } else {
        throw error;
      }
    }
  }
}

/** The steps of a trial, with what they have found so far. */
class TrialSteps {
  readonly #input: TrialWorkflowInput;
  readonly #wait: ArithmeticWait;
  readonly #walk: Walk;
  readonly #pause: Pause;
  readonly #update: (change: Partial<TrialProgress>) => void;
  placed: Placed | null;
  last: Committed | null = null;
  test: Metrics | null = null;

  constructor(
    input: TrialWorkflowInput,
    context: {
      readonly wait: ArithmeticWait;
      readonly walk: Walk;
      readonly pause: Pause;
      readonly update: (change: Partial<TrialProgress>) => void;
    },
  ) {
    this.#input = input;
    this.#wait = context.wait;
    this.#walk = context.walk;
    this.#pause = context.pause;
    this.#update = context.update;
    this.placed = input.resume ?? null;
  }

  async run(step: PlannedStep, ended: ReadonlyMap<string, Outputs>): Promise<Outputs> {
    const { trial: planned, given } = this.#input;
    const scope = { steps: new Map([...Object.entries(given), ...ended]), trial: planned };
    const inputs = inputsOf(step, scope);
    if (inputs === null) return null;
    await this.#pause.over(this.#update);
    switch (step.uses) {
      case 'split':
        return samplesOf(this.placed?.split ?? (await cutSplit(this.#input, step)));
      case 'train':
        return this.#train(inputs.values);
      case 'test':
        this.test = await this.#test(step, inputs.values['state'] as Model);
        return { metrics: this.test };
      default: {
        const own = ownStep(step.uses, `${step.id} · ${trialLabel(planned)}`, step);
        const { store, run, plan, execution } = this.#input;
        const task = { store, run, plan, execution, ...ownTask(step) };
        return own({ ...task, trial: planned.index, ...inputs });
      }
    }
  }

  async #train(values: Readonly<Record<string, unknown>>): Promise<Outputs> {
    const samples = values as Readonly<Record<keyof SplitDigests, { samples: string }>>;
    const cut = { train: samples.train.samples, validation: samples.validation.samples };
    this.placed ??= await place(this.#input, cut);
    this.last = await this.#walk.epochs(this.placed);
    const { training, data } = this.#input.trial;
    const { diverged, best } = this.last ?? {};
    const model = diverged || !best ? null : { state: best.state, epoch: best.epoch };
    return {
      epochs: this.last?.epoch ?? 0,
      best: model && { ...model, layers: training.layers, shape: data.shape },
    };
  }

  /** The test of the best epoch. */
  async #test(step: PlannedStep, { state, epoch }: Model): Promise<Metrics> {
    const placed = this.placed!; // what is tested was trained
    const summary = `best epoch ${epoch} · ${trialLabel(this.#input.trial)}`;
    const task = { ...placedTaskOf(this.#input, placed), state };
    return this.#wait.step(placed.arithmetic, summary, step, (steps) => steps.test(task));
  }
}

/** A trained state with what one needs to compute with it, as steps of one's own take it. */
interface Model {
  readonly state: string;
  readonly epoch: number;
}

function samplesOf(split: SplitDigests): Outputs {
  return { train: { samples: split.train }, validation: { samples: split.validation } };
}

/** Anybody may start a workflow; what a study hands to its trials, only a study knows. */
function requireStudy(): void {
  if (workflowInfo().parent !== undefined) return;
  throw ApplicationFailure.nonRetryable(
    'The workflow `trial` is a part of `study`. Start that one, with a spec as its input.',
    'SPEC_INVALID',
  );
}

async function cutSplit(input: TrialWorkflowInput, tuning: Tuning): Promise<SplitDigests> {
  const { data, seed, seeds, fold } = input.trial;
  const { train, validation, folds, file } = data.split;
  const from = file === undefined ? `seed ${seeds?.split ?? seed}` : 'as its file says';
  const part = folds === undefined ? '' : ` · fold ${fold} of ${folds}`;
  const cut = `${train} to train on, ${validation} to validate on · ${from}${part}`;
  return lightSteps(cut, tuning).split(taskOf(input));
}

async function place(
  input: TrialWorkflowInput,
  split: SplitDigests,
  waitedFor: PlaceInput['waitedFor'] = null,
): Promise<Placed> {
  const summary = `which arithmetic · ${trialLabel(input.trial)}`;
  const where = placeSteps(workflowInfo().taskQueue, summary);
  const { mayCross } = input;
  return {
    split,
    ...(await where.place({ ...taskOf(input), split, mayCross, waitedFor })),
    restore: [],
    repairs: 0,
  };
}

async function audit(
  input: TrialWorkflowInput,
  placed: Placed,
  commit: string | null,
): Promise<AuditOutput> {
  const steps = longSteps(`looks at what is stored · ${trialLabel(input.trial)}`);
  return steps.audit({ ...placedTaskOf(input, placed), commit });
}

/** Has data and split made again, and says from where to walk over the epochs. */
async function repair(
  input: TrialWorkflowInput,
  placed: Placed,
  { commit, restore }: AuditOutput,
  update: (change: Partial<TrialProgress>) => void,
): Promise<Placed> {
  const repairs = placed.repairs + 1;
  if (repairs > MAX_REPAIRS) throw lostAgain();
  update({ repairs });
  const { data } = input.trial;
  const steps = longSteps(`fetches ${dataLabel(data.dataset)} again`);
  await steps.download({ ...taskOf(input), ...sourceOf(data) });
  await lightSteps('cuts the split again').split(taskOf(input));
  return { ...placed, commit, restore, repairs };
}

function outcomeOf(last: Committed | null, test: Metrics | null): Partial<TrialProgress> {
  if (last?.diverged) return { status: 'diverged', diverged: last.diverged };
  return { status: 'done', test, ...(last?.earlyStop && { earlyStop: last.earlyStop }) };
}

/** The study takes it for what it is, and goes over its plan once more. */
function lostOfStudy({ trial: { index } }: TrialWorkflowInput, error: unknown): ApplicationFailure {
  const message = rootCause(error) ?? String(error);
  return ApplicationFailure.nonRetryable(message, 'ARTIFACT_MISSING', { trials: [index] });
}

function lostAgain(): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The store lost something ${MAX_REPAIRS + 1} times while this trial ran. Check its disk, then ` +
      'run the study once more: what is intact is found.',
    'ARTIFACT_MISSING',
  );
}
