import { changedParts, questionDigest } from '../study/registration.ts';
import type { Registration } from '../study/registration.ts';
import type { Plan } from '../study/plan.ts';
import { trialRef } from './commits.ts';
import { readRun, runsOf } from './runs.ts';
import type { RunRef } from './runs.ts';
import type { Store } from './store.ts';
import { trialsWithEpochs } from './stored-trials.ts';

/**
 * What is to be written down of a plan's question before its first result: as it stands where the
 * study has asked it before, else with what the store has by now.
 */
export async function registrationOf(store: Store, plan: Plan): Promise<Registration> {
  const runs = await runsOf(store, plan.study);
  const refs = await Promise.all(
    runs.map(async (run) => ({ run, ref: await readRun(store, run) })),
  );
  const known = refs.flatMap(({ ref }) => ref?.registration ?? []);
  const digest = questionDigest(plan);
  // Each question is added to all that were known: the longest list has them all.
  const history = known.reduce<Registration['history']>(
    (longest, { history: other }) => (other.length > longest.length ? other : longest),
    [],
  );
  const withResults = await Promise.all(
    refs.map(async ({ run, ref }) => ((await hasResults(store, ref)) ? [run] : [])),
  );
  const earlier = withResults.flat().filter((run) => run !== plan.run);
  const same = known.find((registration) => registration.digest === digest);
  if (same !== undefined) return { ...same, history, earlier };
  const asked = await lastAsked(store, history);
  const changed = asked === null ? [] : changedParts(asked, plan);
  const afterResults = withResults.flat().length > 0;
  return {
    digest,
    history: [...history, { digest, run: plan.run, changed, afterResults }],
    earlier,
    reused: await reusedIn(store, plan),
  };
}

/** The seeds of each variant of which the store has epochs. */
async function reusedIn(store: Store, plan: Plan): Promise<Registration['reused']> {
  const there = await trialsWithEpochs(store, plan);
  const byVariant = new Map<string, { variant: Plan['trials'][0]['variant']; seeds: number[] }>();
  for (const { variant, seed } of there) {
    const id = JSON.stringify(variant);
    const entry = byVariant.get(id) ?? { variant, seeds: [] };
    if (!entry.seeds.includes(seed)) entry.seeds.push(seed);
    byVariant.set(id, entry);
  }
  return [...byVariant.values()];
}

/** The plan that the newest question was written down for; null where the store has lost it. */
async function lastAsked(store: Store, history: Registration['history']): Promise<Plan | null> {
  const before = history.at(-1);
  const ref = before === undefined ? null : await readRun(store, before.run);
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
