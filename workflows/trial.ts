import {
  continueAsNew,
  defineQuery,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Committed } from '../activities/checkpoint.ts';
import type { PlacedTrialInput, SplitDigests, TrialInput } from '../activities/inputs.ts';
import type { TrainOutput } from '../activities/train.ts';
import { trialLabel } from '../study/labels.ts';
import type { StepType } from '../study/plan.ts';
import type { Divergence, Metrics } from '../study/results.ts';
import { placeSteps, shortSteps, trainSteps } from './activities.ts';
import { trialDetails } from './details.ts';
import { PROGRESS_QUERY } from './messages.ts';
import type { TrialProgress } from './messages.ts';

/** History grows by about 20 events an epoch; Temporal warns from 10,240 on. */
const EPOCHS_PER_RUN = 200;

export interface TrialWorkflowInput extends TrialInput {
  /** The plan's steps per trial, in order. */
  readonly steps: readonly StepType[];
  /** Where an earlier run of this workflow left off. */
  readonly resume?: Placed;
}

/** A trial that has its samples, its arithmetic, and what is committed so far. */
interface Placed {
  readonly split: SplitDigests;
  readonly arithmetic: string;
  readonly key: string;
  readonly commit: Committed | null;
}

/** One trial: a variant at a seed, trained epoch by epoch, each epoch committed; then tested. */
export async function trial(input: TrialWorkflowInput): Promise<TrialProgress> {
  const { variant, seed, epochs } = input.trial;
  let progress: TrialProgress = {
    variant,
    seed,
    status: 'running',
    epoch: 0,
    epochs,
    metrics: null,
    test: null,
  };
  const update = (change: Partial<TrialProgress>): TrialProgress => {
    progress = { ...progress, ...change };
    setCurrentDetails(trialDetails(progress));
    return progress;
  };
  setHandler(defineQuery<TrialProgress>(PROGRESS_QUERY), () => progress);

  const placed = input.resume ?? (await place(input));
  const last = await runEpochs(input, placed, update);
  if (last?.diverged) return update({ status: 'diverged', diverged: last.diverged });
  if (!input.steps.includes('test') || !last?.best) return update({ status: 'done' });
  const test = await testBest({ ...input, ...placed }, last.best);
  return update({ status: 'done', test });
}

/** Runs the epochs that are still to do, and returns the trial's last commit. */
async function runEpochs(
  input: TrialWorkflowInput,
  placed: Placed,
  update: (change: Partial<TrialProgress>) => void,
): Promise<Committed | null> {
  const done = placed.commit?.epoch ?? 0;
  update({ epoch: done });
  if (placed.commit?.diverged) return placed.commit;
  let state = placed.commit?.state ?? null;
  let committing = Promise.resolve(placed.commit);
  for (let epoch = done + 1; epoch <= input.trial.epochs; epoch++) {
    if (epoch - done > EPOCHS_PER_RUN) {
      const resume = { ...placed, commit: await committing };
      await continueAsNew<typeof trial>({ ...input, resume });
    }
    // An epoch needs the state before it, and not that state's commit, which is made meanwhile.
    const [trained, before] = await Promise.all([
      trainEpoch({ ...input, ...placed }, epoch, state),
      committing,
    ]);
    committing = commitEpoch({ ...input, ...placed }, epoch, trained, before);
    update({ epoch, metrics: trained.metrics });
    if (trained.diverged) break;
    state = trained.state;
  }
  return committing;
}

async function place(input: TrialWorkflowInput): Promise<Placed> {
  const label = trialLabel(input.trial);
  const { train, validation } = input.trial.data.split;
  const cut = `${train} to train on, ${validation} to validate on · seed ${input.trial.seed}`;
  const split = await shortSteps(cut).split(taskOf(input));
  const where = placeSteps(workflowInfo().taskQueue, `which arithmetic · ${label}`);
  return { split, ...(await where.place({ ...taskOf(input), split })) };
}

interface Trained {
  readonly state: string;
  /** Null for an epoch that diverged. */
  readonly metrics: TrialProgress['metrics'];
  readonly diverged?: Divergence;
}

/** Trains one epoch, and validates it. */
async function trainEpoch(
  input: TrialWorkflowInput & Placed,
  epoch: number,
  before: string | null,
): Promise<Trained> {
  const task = placedTaskOf(input);
  const steps = trainSteps(workflowInfo().taskQueue, input.arithmetic, epochLabel(input, epoch));
  const trained = await steps.train({ ...task, epoch, state: before });
  const { state, diverged } = trained;
  if (diverged) return { state, metrics: null, diverged };
  const { metrics: validation } = await steps.validate({ ...task, epoch, state });
  if (validation === null) {
    return { state, metrics: null, diverged: divergedAfter(epoch, trained, input) };
  }
  return { state, metrics: { train: trained.metrics, validation } };
}

/** Commits an epoch. */
async function commitEpoch(
  input: TrialWorkflowInput & Placed,
  epoch: number,
  trained: Trained,
  before: Committed | null,
): Promise<Committed> {
  const { checkpoint } = shortSteps(epochLabel(input, epoch));
  return checkpoint({ ...placedTaskOf(input), epoch, parent: before?.commit ?? null, ...trained });
}

function epochLabel({ trial: planned }: TrialInput, epoch: number): string {
  return `epoch ${epoch} of ${planned.epochs} · ${trialLabel(planned)}`;
}

/** An epoch whose weights stayed finite, and whose validation loss did not. */
function divergedAfter(
  epoch: number,
  trained: TrainOutput,
  { trial: planned }: TrialInput,
): Divergence {
  const batches = Math.ceil(planned.data.split.train / planned.training.batchSize);
  return { epoch, step: batches, lastLoss: trained.metrics.loss };
}

async function testBest(
  input: TrialWorkflowInput & Placed,
  best: NonNullable<Committed['best']>,
): Promise<Metrics> {
  const summary = `best epoch ${best.epoch} · ${trialLabel(input.trial)}`;
  const steps = trainSteps(workflowInfo().taskQueue, input.arithmetic, summary);
  return steps.test({ ...placedTaskOf(input), state: best.state });
}

// Only what a step needs: its input is written to the history each time.
function taskOf({ store, run, trial: planned, data }: TrialWorkflowInput): TrialInput {
  return { store, run, trial: planned, data };
}

function placedTaskOf(input: TrialWorkflowInput & Placed): PlacedTrialInput {
  const { split, arithmetic, key } = input;
  return { ...taskOf(input), split, arithmetic, key };
}
