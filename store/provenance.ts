import type { DamageEvent, Provenance, ProvenanceEvent } from '../study/results.ts';
import type { CollectedResults } from './results.ts';
import { trialRef } from './commits.ts';
import { damageLog } from './runs.ts';
import type { Store } from './store.ts';

/** Who computed a run's steps, when and how long; also what another study computed before it. */
export async function collectProvenance(
  store: Store,
  { results, plan, engines, ref }: CollectedResults,
  epochal: string,
): Promise<Provenance> {
  const events = await store.readLog<ProvenanceEvent>(`runs/${results.run}`);
  for (const [index, trial] of Object.entries(ref.trials)) {
    const epochs = plan.trials[Number(index)]?.epochs ?? 0;
    const crossings = trial.crossings ?? [];
    const logs = [...crossings.map(({ key, epoch }) => ({ key, last: epoch - 1 }))];
    for (const { key, last } of [...logs, { key: trial.key, last: epochs }]) {
      const ofTrial = await store.readLog<ProvenanceEvent>(trialRef(key));
      // The trial's log is shared: a longer study's epochs are none of this run's.
      events.push(...ofTrial.filter((event) => (event.epoch ?? 0) <= last));
    }
  }
  const damage = await store.readLog<DamageEvent>(damageLog(results.run));
  return { epochal, engines, events, damage };
}
