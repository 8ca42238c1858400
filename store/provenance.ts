import type { DamageEvent, Provenance, ProvenanceEvent } from '../study/results.ts';
import type { CollectedResults } from './results.ts';
import type { Store } from './store.ts';

/** The log of what a run found missing or damaged. */
export function damageLog(run: string): string {
  return `damage/${run}`;
}

/** Who computed a run's steps, when and how long; also what another study computed before it. */
export async function collectProvenance(
  store: Store,
  { results, plan, engines, ref }: CollectedResults,
  epochal: string,
): Promise<Provenance> {
  const events = await store.readLog<ProvenanceEvent>(`runs/${results.run}`);
  for (const [index, trial] of Object.entries(ref.trials)) {
    const log = `trials/${trial.key.slice('sha256:'.length)}`;
    const last = plan.trials[Number(index)]?.epochs ?? 0;
    const ofTrial = await store.readLog<ProvenanceEvent>(log);
    // The trial's log is shared: a longer study's epochs are none of this run's.
    events.push(...ofTrial.filter((event) => (event.epoch ?? 0) <= last));
  }
  const damage = await store.readLog<DamageEvent>(damageLog(results.run));
  return { epochal, engines, events, damage };
}
