import { workflowInfo } from '@temporalio/workflow';
import type { Committed } from '../activities/checkpoint.ts';
import type { TrainOutput } from '../activities/train.ts';
import { arithmeticAt } from '../study/arithmetic.ts';
import { trialLabel } from '../study/labels.ts';
import type { Divergence } from '../study/results.ts';
import { stepsPerEpoch } from '../study/steps-per-epoch.ts';
import {
  controlAfter,
  controlSpecOf,
  earlyStopAfter,
  rateScaleOf,
} from '../study/training-control.ts';
import { lightSteps } from './activities.ts';
import type { Tuning } from './activities.ts';
import type { ArithmeticWait } from './arithmetic.ts';
import { HistoryFull } from './dag.ts';
import type { TrialProgress } from './messages.ts';
import type { Pause } from './pause.ts';
import { placedTaskOf } from './trial-input.ts';
import type { Placed, TrialWorkflowInput } from './trial-input.ts';
import type { TrialReport } from './trial-report.ts';

/** History grows by about 20 events an epoch; Temporal warns from 10,240 on. */
const EPOCHS_PER_RUN = 200;

interface Trained {
  readonly state: string;
  /** Null for an epoch that diverged. */
  readonly metrics: TrialProgress['metrics'];
  readonly diverged?: Divergence;
}

/** Goes over a trial's epochs: train, validate, checkpoint. */
export class Walk {
  readonly #input: TrialWorkflowInput;
  readonly #wait: ArithmeticWait;
  readonly #report: TrialReport;
  readonly #pause: Pause;
  readonly #tuning: Tuning;
  /** The newest commit of the walk under way. */
  newest: Committed | null = null;
  /** Where another history goes on, when this one is full. */
  resume: Placed | null = null;
  #walked = 0;

  constructor(input: TrialWorkflowInput, wait: ArithmeticWait, pause: Pause, report: TrialReport) {
    this.#input = input;
    this.#wait = wait;
    this.#pause = pause;
    this.#report = report;
    this.#tuning = input.steps.find(({ uses }) => uses === 'train') ?? {};
  }

  /**
   * Runs the epochs after the placed commit, and returns the trial's last commit.
   *
   * @throws HistoryFull, with `resume` set
   */
  async epochs(placed: Placed): Promise<Committed | null> {
    const { epochs } = this.#input.trial;
    this.newest = placed.commit;
    const done = placed.commit?.epoch ?? 0;
    this.#report.begin(placed);
    if (placed.commit?.diverged || placed.commit?.earlyStop) return placed.commit;
    let state = placed.commit?.state ?? null;
    const controlled = controlSpecOf(this.#input.trial);
    let control = placed.commit?.control ?? null;
    let committing = Promise.resolve(placed.commit);
    for (let epoch = done + 1; epoch <= epochs; epoch++) {
      if (this.#walked++ === EPOCHS_PER_RUN || workflowInfo().continueAsNewSuggested) {
        const seen = this.#report.curves.thinned();
        this.resume = { ...placed, commit: await committing, seen };
        throw new HistoryFull();
      }
      await this.#pause.over(this.#report.update);
      // An epoch needs the state before it, and not that state's commit, which is made meanwhile.
      const training = this.#train(placed, epoch, state, rateScaleOf(control));
      const [trained, before] = await bothEnded(training, committing);
      committing = this.#commit(placed, epoch, trained, before);
      // While nobody waits for it, a failure must not be one of the workflow: it is met below.
      committing.catch(() => undefined);
      this.#report.measured(epoch, trained.metrics);
      const { metrics } = trained;
      if (trained.diverged || metrics === null) break;
      state = trained.state;
      if (controlled === null) continue;
      // The commit says the same, once it is made.
      control = controlAfter(controlled, control, { epoch, metrics });
      if (earlyStopAfter(controlled, control, epoch)) break;
    }
    return committing;
  }

  /** Trains one epoch, and validates it. */
  async #train(
    placed: Placed,
    epoch: number,
    before: string | null,
    rateScale: number,
  ): Promise<Trained> {
    const task = { ...placedTaskOf(this.#input, placed), epoch };
    const own = arithmeticAt(placed, epoch);
    const label = this.#label(epoch);
    const restore = placed.restore.includes(epoch);
    const trained = await this.#wait.step(own, label, this.#tuning, (steps) =>
      steps.train({ ...task, state: before, restore, ...(rateScale !== 1 && { rateScale }) }),
    );
    const { state, diverged } = trained;
    if (diverged) return { state, metrics: null, diverged };
    const { metrics: validation } = await this.#wait.step(own, label, this.#tuning, (steps) =>
      steps.validate({ ...task, state }),
    );
    if (validation !== null) return { state, metrics: { train: trained.metrics, validation } };
    return { state, metrics: null, diverged: this.#divergedAfter(epoch, trained) };
  }

  async #commit(
    placed: Placed,
    epoch: number,
    trained: Trained,
    before: Committed | null,
  ): Promise<Committed> {
    const task = placedTaskOf(this.#input, placed);
    const parent = before?.commit ?? null;
    const steps = lightSteps(this.#label(epoch));
    this.newest = await steps.checkpoint({ ...task, epoch, parent, ...trained });
    return this.newest;
  }

  /** An epoch whose weights stayed finite, and whose validation loss did not. */
  #divergedAfter(epoch: number, trained: TrainOutput): Divergence {
    const { data, training } = this.#input.trial;
    const batches = stepsPerEpoch(training, data.split.train);
    return { epoch, step: batches, lastLoss: trained.metrics.loss };
  }

  #label(epoch: number): string {
    const { trial: planned } = this.#input;
    return `epoch ${epoch} of ${planned.epochs} · ${trialLabel(planned)}`;
  }
}

/** Both values; a failure only once the other one has ended too, so that nothing is left behind. */
async function bothEnded<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}
