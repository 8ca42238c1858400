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
  let last = placed.commit;
  update({ epoch: last?.epoch ?? 0 });
  const first = (last?.epoch ?? 0) + 1;
  for (let epoch = first; epoch <= epochs && !last?.diverged; epoch++) {
    if (epoch - first === EPOCHS_PER_RUN) {
      await continueAsNew<typeof trial>({ ...input, resume: { ...placed, commit: last } });
    }
    const done = await runEpoch({ ...input, ...placed }, epoch, last);
    last = done.committed;
    update({ epoch, metrics: done.metrics });
  }
  if (last?.diverged) return update({ status: 'diverged', diverged: last.diverged });
  if (!input.steps.includes('test') || !last?.best) return update({ status: 'done' });
  const test = await testBest({ ...input, ...placed }, last.best);
  return update({ status: 'done', test });
}

async function place(input: TrialWorkflowInput): Promise<Placed> {
  const label = trialLabel(input.trial);
  const { train, validation } = input.trial.data.split;
  const cut = `${train} to train on, ${validation} to validate on · seed ${input.trial.seed}`;
  const split = await shortSteps(cut).split(taskOf(input));
  const where = placeSteps(workflowInfo().taskQueue, `which arithmetic · ${label}`);
  return { split, ...(await where.place({ ...taskOf(input), split })) };
}

interface EpochDone {
  readonly committed: Committed;
  readonly metrics: TrialProgress['metrics'];
}

/** One epoch: train → validate → checkpoint. */
async function runEpoch(
  input: TrialWorkflowInput & Placed,
  epoch: number,
  before: Committed | null,
): Promise<EpochDone> {
  const { taskQueue } = workflowInfo();
  const summary = `epoch ${epoch} of ${input.trial.epochs} · ${trialLabel(input.trial)}`;
  const task = placedTaskOf(input);
  const steps = trainSteps(taskQueue, input.arithmetic, summary);
  const trained = await steps.train({ ...task, epoch, state: before?.state ?? null });
  const { state } = trained;
  const validation = trained.diverged
    ? null
    : (await steps.validate({ ...task, epoch, state })).metrics;
  const metrics = validation && { train: trained.metrics, validation };
  const committed = await shortSteps(summary).checkpoint({
    ...task,
    parent: before?.commit ?? null,
    epoch,
    state,
    metrics,
    ...(metrics === null && { diverged: trained.diverged ?? divergedAfter(epoch, trained, input) }),
  });
  return { committed, metrics };
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
