import { changedParts, questionDigest } from '../study/registration.ts';
import type { Registration } from '../study/registration.ts';
import type { Plan } from '../study/plan.ts';
import { trialRef } from './commits.ts';
import { readRun, runsOf } from './runs.ts';
import type { RunRef } from './runs.ts';
import type { Store } from './store.ts';
import { storedTrials } from './stored-trials.ts';

/**
 * What is to be written down of a plan's question before its first result: as it stands with the
 * study's run that asked the same, else with what the store has by now.
 */
export async function registrationOf(store: Store, plan: Plan): Promise<Registration> {
  const runs = await runsOf(store, plan.study);
  const refs = await Promise.all(runs.map((run) => readRun(store, run)));
  const known = refs.flatMap((ref) => ref?.registration ?? []);
  const digest = questionDigest(plan);
  const same = known.find(({ history }) => history.at(-1)?.digest === digest);
  if (same !== undefined) return same;
  const history = known.reduce<Registration['history']>(
    (longest, { history: other }) => (other.length > longest.length ? other : longest),
    [],
  );
  const before = history.at(-1);
  const asked = before === undefined ? null : await planOf(store, before.run);
  const afterResults = (await Promise.all(refs.map((ref) => hasResults(store, ref)))).some(Boolean);
  const found = await storedTrials(store, plan);
  const reused = new Set(
    plan.trials.filter(({ index }) => found[index]!.epochs > 0).map(({ seed }) => seed),
  );
  return {
    history: [
      ...history,
      {
        digest,
        run: plan.run,
        changed: asked === null ? [] : changedParts(asked, plan),
        afterResults,
      },
    ],
    reused: plan.seeds.filter((seed) => reused.has(seed)),
  };
}

/** A run's plan; null where the store has lost it. */
async function planOf(store: Store, run: string): Promise<Plan | null> {
  const ref = await readRun(store, run);
  if (ref === null || !(await store.hasArtifact(ref.plan))) return null;
  return store.readJson<Plan>(ref.plan);
}

/** Whether a number of any trial of the run could be seen. */
async function hasResults(store: Store, ref: RunRef | null): Promise<boolean> {
  for (const { key } of Object.values(ref?.trials ?? {})) {
    if ((await store.readRef(trialRef(key))) !== null) return true;
  }
  return false;
}
