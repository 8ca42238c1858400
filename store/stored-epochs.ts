import { downloadKey, splitKey, trialKey } from '../study/keys.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import { splitInputs, trialInputs } from '../study/trial-inputs.ts';
import { trialRef } from './commits.ts';
import type { TrialRef } from './commits.ts';
import { readRun } from './runs.ts';
import type { Store } from './store.ts';

type Data = Parameters<typeof trialInputs>[2];
type Samples = Parameters<typeof trialInputs>[3];

/**
 * How many epochs of each of a plan's trials are in the store, whichever study computed them, with
 * the arithmetic that has most of them.
 */
export async function storedEpochs(store: Store, plan: Plan): Promise<readonly number[]> {
  const arithmetics = await arithmeticsOf(store);
  const counts = await Promise.all(
    arithmetics.map((arithmetic) =>
      Promise.all(plan.trials.map((trial) => epochsOf(store, trial, arithmetic))),
    ),
  );
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const none = plan.trials.map(() => 0);
  return counts.reduce((most, each) => (sum(each) > sum(most) ? each : most), none);
}

/** Every fingerprint that a run of the store has begun a trial with. */
async function arithmeticsOf(store: Store): Promise<readonly string[]> {
  const names = await store.listRefs('runs');
  const runs = await Promise.all(names.map((name) => readRun(store, name.replace(/^runs\//, ''))));
  const started = runs.flatMap((run) => (run === null ? [] : Object.values(run.trials)));
  return [...new Set(started.map(({ arithmetic }) => arithmetic))];
}

async function epochsOf(store: Store, trial: PlannedTrial, arithmetic: string): Promise<number> {
  const data = await store.readRecord<Data>(downloadKey({ dataset: trial.data.dataset }));
  if (data === null) return 0;
  const samples = await store.readRecord<Samples>(splitKey(splitInputs(trial, data.trainLabels)));
  if (samples === null) return 0;
  const key = trialKey(trialInputs(trial, arithmetic, data, samples));
  const tip = await store.readRef<TrialRef>(trialRef(key));
  return Math.min(tip?.epoch ?? 0, trial.epochs);
}
