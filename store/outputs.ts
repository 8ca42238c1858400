import { nameOf } from '../study/labels.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import { isOwnStep } from '../study/steps.ts';
import type { StepOutput } from '../study/results.ts';
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
  readonly uses: string;
}

/** Writes down that a run's step has the result that is recorded under a key. */
export async function noteOutput(store: Store, place: Place, found: OutputRef): Promise<void> {
  const { key, uses } = found;
  await store.updateRef<OutputRef>(refOf(place), (ref) =>
    ref?.key === key ? null : { key, uses },
  );
}

/** What a step of one's own gave; null where it was skipped, or has not run. */
export async function readOutput(
  store: Store,
  place: Place,
): Promise<{ readonly values: Readonly<Record<string, unknown>> } | null> {
  const ref = await store.readRef<OutputRef>(refOf(place));
  const values = ref && (await store.readRecord<Readonly<Record<string, unknown>>>(ref.key));
  return values && { values };
}

/** What a run's own steps gave so far, in the plan's order of steps and trials. */
export async function collectOutputs(store: Store, plan: Plan): Promise<readonly StepOutput[]> {
  type Own = { step: string; uses: string; trial: PlannedTrial | null };
  const own = plan.steps.filter(isOwnStep).flatMap(({ id, uses, per }): Own[] => {
    if (per === 'study') return [{ step: id, uses, trial: null }];
    return plan.trials.map((trial) => ({ step: id, uses, trial }));
  });
  const found = own.map(async ({ step, uses, trial }): Promise<StepOutput[]> => {
    const place = { run: plan.run, step, trial: trial?.index ?? null };
    const output = await readOutput(store, place);
    if (output === null) return [];
    const of = trial === null ? {} : nameOf(trial);
    return [{ step, uses, ...of, values: output.values }];
  });
  return (await Promise.all(found)).flat();
}

function refOf({ run, step, trial }: Place): string {
  return `outputs/${run}/${step}/${trial ?? 'study'}`;
}
