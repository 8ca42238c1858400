import {
  ApplicationFailure,
  defineQuery,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { AuditOutput } from '../activities/audit.ts';
import type { Committed } from '../activities/checkpoint.ts';
import type { PlaceInput } from '../activities/place.ts';
import type { Metrics } from '../study/results.ts';
import { dataLabel, nameOf, sourceOf, trialLabel } from '../study/labels.ts';
import { longSteps, placeSteps, lightSteps } from './activities.ts';
import { ArithmeticWait, NotTaken } from './arithmetic.ts';
import { trialDetails } from './details.ts';
import { isLost } from './lost.ts';
import { PROGRESS_QUERY } from './messages.ts';
import type { TrialProgress } from './messages.ts';
import { placedTaskOf, taskOf } from './trial-input.ts';
import type { Placed, TrialWorkflowInput } from './trial-input.ts';
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
  const { epochs } = input.trial;
  let progress: TrialProgress = {
    ...nameOf(input.trial),
    status: 'running',
    epoch: 0,
    epochs,
    metrics: null,
    test: null,
    waiting: null,
    repairs: input.resume?.repairs ?? 0,
  };
  const update = (change: Partial<TrialProgress>): TrialProgress => {
    progress = { ...progress, ...change };
    setCurrentDetails(trialDetails(progress));
    return progress;
  };
  setHandler(defineQuery<TrialProgress>(PROGRESS_QUERY), () => progress);

  const wait = new ArithmeticWait(input, update);
  const walk = new Walk(input, wait, update);
  let placed = input.resume ?? (await place(input));
  for (;;) {
    try {
      const last = await walk.epochs(placed);
      const test = await testBest(input, placed, last, wait);
      const found = await audit(input, placed, last?.commit ?? null);
      if (found.intact) return update(outcomeOf(last, test));
      placed = await repair(input, placed, found, update);
    } catch (error) {
      if (error instanceof NotTaken) {
        const { restore, repairs } = placed;
        const again = await place(input, { key: placed.key, arithmetic: error.arithmetic });
        placed = again.key === placed.key ? { ...again, restore, repairs } : { ...again, repairs };
      } else if (isLost(error)) {
        const found = await audit(input, placed, walk.newest?.commit ?? null);
        const restore = [...found.restore, found.uncommitted];
        placed = await repair(input, placed, { ...found, restore }, update);
      } else {
        throw error;
      }
    }
  }
}

/** Anybody may start a workflow; what a study hands to its trials, only a study knows. */
function requireStudy(): void {
  if (workflowInfo().parent !== undefined) return;
  throw ApplicationFailure.nonRetryable(
    'The workflow `trial` is a part of `study`. Start that one, with a spec as its input.',
    'SPEC_INVALID',
  );
}

async function place(
  input: TrialWorkflowInput,
  waitedFor: PlaceInput['waitedFor'] = null,
): Promise<Placed> {
  const label = trialLabel(input.trial);
  const { data, seed, seeds, fold } = input.trial;
  const { train, validation, folds, file } = data.split;
  const from = file === undefined ? `seed ${seeds?.split ?? seed}` : 'as its file says';
  const part = folds === undefined ? '' : ` · fold ${fold} of ${folds}`;
  const cut = `${train} to train on, ${validation} to validate on · ${from}${part}`;
  const split = await lightSteps(cut).split(taskOf(input));
  const where = placeSteps(workflowInfo().taskQueue, `which arithmetic · ${label}`);
  const { mayCross } = input;
  return {
    split,
    ...(await where.place({ ...taskOf(input), split, mayCross, waitedFor })),
    restore: [],
    repairs: 0,
  };
}

/** The test of the best epoch; null when the study has none, or no epoch has metrics. */
async function testBest(
  input: TrialWorkflowInput,
  placed: Placed,
  last: Committed | null,
  wait: ArithmeticWait,
): Promise<Metrics | null> {
  const best = last?.best;
  if (!input.steps.includes('test') || last?.diverged || !best) return null;
  const summary = `best epoch ${best.epoch} · ${trialLabel(input.trial)}`;
  const task = { ...placedTaskOf(input, placed), state: best.state };
  return wait.step(placed.arithmetic, summary, (steps) => steps.test(task));
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

function lostAgain(): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The store lost something ${MAX_REPAIRS + 1} times while this trial ran. Check its disk, then ` +
      'run the study once more: what is intact is found.',
    'ARTIFACT_MISSING',
  );
}
