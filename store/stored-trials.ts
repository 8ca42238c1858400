import { downloadKey, splitKey, trainKey, trialKey } from '../study/keys.ts';
import type { Plan, PlannedTrial } from '../study/plan.ts';
import { trainingSeed } from '../study/seeds.ts';
import { splitInputs, trialInputs } from '../study/trial-inputs.ts';
import { trialRef } from './commits.ts';
import type { Commit, TrialRef } from './commits.ts';
import { readRun } from './runs.ts';
import type { Store } from './store.ts';

type Data = Parameters<typeof trialInputs>[2];
type Samples = Parameters<typeof trialInputs>[3];

/** How far a trial is in the store. */
export interface StoredTrial {
  readonly epochs: number;
  /** Whether no epoch follows: all are there, it stopped early, or diverged. */
  readonly ended: boolean;
}

/**
 * How far each of a plan's trials is in the store, whichever study computed it, with the arithmetic
 * that has most epochs.
 */
export async function storedTrials(store: Store, plan: Plan): Promise<readonly StoredTrial[]> {
  const arithmetics = await arithmeticsOf(store);
  const counts = await Promise.all(
    arithmetics.map((arithmetic) =>
      Promise.all(plan.trials.map((trial) => storedTrial(store, trial, arithmetic))),
    ),
  );
  const sum = (trials: readonly StoredTrial[]): number =>
    trials.reduce((all, { epochs }) => all + epochs, 0);
  const none = plan.trials.map(() => NOTHING);
  return counts.reduce((most, each) => (sum(each) > sum(most) ? each : most), none);
}

/**
 * The trials of which any arithmetic has computed the first epoch, for whichever study: whoever asks
 * may have seen what came of it.
 */
export async function trialsWithEpochs(store: Store, plan: Plan): Promise<readonly PlannedTrial[]> {
  const arithmetics = await arithmeticsOf(store);
  const found = plan.trials.map(async (trial) => {
    const digests = await digestsOf(store, trial);
    if (digests === null) return [];
    const { data, samples } = digests;
    const keys = arithmetics.map((arithmetic) =>
      trainKey({
        ...trial.training,
        ...{ arithmetic, images: data.trainImages, labels: data.trainLabels },
        ...{ samples: samples.train, seed: trainingSeed(trial), epoch: 1, state: null },
      }),
    );
    const records = await Promise.all(keys.map((key) => store.readRecord(key)));
    return records.some((record) => record !== null) ? [trial] : [];
  });
  return (await Promise.all(found)).flat();
}

/** The digests of what a trial is trained on; null where the store has not divided it yet. */
async function digestsOf(
  store: Store,
  trial: PlannedTrial,
): Promise<{ readonly data: Data; readonly samples: Samples } | null> {
  const data = await store.readRecord<Data>(downloadKey({ dataset: trial.data.dataset }));
  if (data === null) return null;
  const samples = await store.readRecord<Samples>(splitKey(splitInputs(trial, data.trainLabels)));
  return samples && { data, samples };
}

/** Every fingerprint that a run of the store has begun a trial with. */
async function arithmeticsOf(store: Store): Promise<readonly string[]> {
  const names = await store.listRefs('runs');
  const runs = await Promise.all(names.map((name) => readRun(store, name.replace(/^runs\//, ''))));
  const started = runs.flatMap((run) => (run === null ? [] : Object.values(run.trials)));
  return [...new Set(started.map(({ arithmetic }) => arithmetic))];
}

const NOTHING: StoredTrial = { epochs: 0, ended: false };

async function storedTrial(
  store: Store,
  trial: PlannedTrial,
  arithmetic: string,
): Promise<StoredTrial> {
  const digests = await digestsOf(store, trial);
  if (digests === null) return NOTHING;
  const key = trialKey(trialInputs(trial, arithmetic, digests.data, digests.samples));
  const tip = await store.readRef<TrialRef>(trialRef(key));
  if (tip === null) return NOTHING;
  if (tip.epoch >= trial.epochs) return { epochs: trial.epochs, ended: true };
  const { earlyStop, diverged } = await store.readJson<Commit>(tip.commit);
  return { epochs: tip.epoch, ended: earlyStop !== undefined || diverged !== undefined };
}
