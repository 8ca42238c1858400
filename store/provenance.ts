import type { DamageEvent, Provenance, ProvenanceEvent } from '../study/results.ts';
import type { CollectedResults } from './results.ts';
import { trialRef } from './commits.ts';
import { damageLog } from './runs.ts';
import type { StartedTrial } from './runs.ts';
import type { Store } from './store.ts';

/** Who computed a run's steps, when and how long; also what another study computed before it. */
export async function collectProvenance(
  store: Store,
  { results, plan, engines, ref }: CollectedResults,
  epochal: string,
): Promise<Provenance> {
  const events = await store.readLog<ProvenanceEvent>(`runs/${results.run}`);
  for (const [index, trial] of Object.entries(ref.trials)) {
    events.push(...(await trialEvents(store, trial, plan.trials[Number(index)]?.epochs ?? 0)));
  }
  const damage = await store.readLog<DamageEvent>(damageLog(results.run));
  return { epochal, engines, events, damage };
}

/** What is noted of a trial's steps, up to the study's own last epoch. */
export async function trialEvents(
  store: Store,
  { key, crossings = [] }: StartedTrial,
  epochs: number,
): Promise<readonly ProvenanceEvent[]> {
  const before = crossings.map((crossing) => ({ key: crossing.key, last: crossing.epoch - 1 }));
  const logs = [...before, { key, last: epochs }];
  const events = await Promise.all(
    logs.map((log) => store.readLog<ProvenanceEvent>(trialRef(log.key))),
  );
  // The trial's log is shared: a longer study's epochs are none of this run's.
  return events.flatMap((some, i) => some.filter(({ epoch = 0 }) => epoch <= logs[i]!.last));
}
