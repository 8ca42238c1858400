import { nameOf } from '../study/labels.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import { isOwnStep } from '../study/steps.ts';
import type { StepOutput } from '../study/results.ts';
import { EpochalError } from '../study/errors.ts';
import type { Store } from './store.ts';

/** Which step's output is meant. */
interface Place {
  readonly run: string;
  readonly step: string;
  /** The trial's index; null for a step per study. */
  readonly trial: number | null;
}

/** Where the record of a step of one's own is found. */
interface OutputRef {
  readonly key: string;
  /** The study's workflow run that has found it. */
  readonly execution: string;
}

/** Writes down that a run's step has the result that is recorded under a key. */
export async function noteOutput(store: Store, place: Place, found: OutputRef): Promise<void> {
  const { key, execution } = found;
  await store.updateRef<OutputRef>(refOf(place), (ref) =>
    ref?.key === key && ref.execution === execution ? null : { key, execution },
  );
}

/**
 * What a step of one's own gave in a workflow run; null where it was skipped, or has not run.
 *
 * @throws EpochalError ARTIFACT_MISSING when the store has lost it.
 */
export async function readOutput(
  store: Store,
  place: Place,
  execution: string | undefined,
): Promise<{ readonly values: Readonly<Record<string, unknown>> } | null> {
  const ref = await store.readRef<OutputRef>(refOf(place));
  if (ref === null || ref.execution !== execution) return null;
  const values = await store.readRecord<Readonly<Record<string, unknown>>>(ref.key);
  if (values !== null) return { values };
  const { run, step, trial } = place;
  const of = trial === null ? '' : ` in trial ${trial}`;
  throw new EpochalError(
    'ARTIFACT_MISSING',
    `The store has lost what the step ${step} gave${of}. Run the study once more: what is intact is found.`,
    { run, step, ...(trial !== null && { trials: [trial] }) },
  );
}

/** What a run's own steps gave so far, in the plan's order of steps and trials. */
export async function collectOutputs(
  store: Store,
  plan: Plan,
  execution: string | undefined,
): Promise<readonly StepOutput[]> {
  type Own = { step: string; uses: string; trial: PlannedTrial | null };
  const own = plan.steps.filter(isOwnStep).flatMap(({ id, uses, per }): Own[] => {
    if (per === 'study') return [{ step: id, uses, trial: null }];
    return plan.trials.map((trial) => ({ step: id, uses, trial }));
  });
  const found = own.map(async ({ step, uses, trial }): Promise<StepOutput[]> => {
    const place = { run: plan.run, step, trial: trial?.index ?? null };
    const output = await readOutput(store, place, execution);
    if (output === null) return [];
    const of = trial === null ? {} : nameOf(trial);
    return [{ step, uses, ...of, values: output.values }];
  });
  return (await Promise.all(found)).flat();
}

function refOf({ run, step, trial }: Place): string {
  return `outputs/${run}/${step}/${trial ?? 'study'}`;
}
