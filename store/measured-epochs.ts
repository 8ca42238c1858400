import type { MeasuredTrial } from '../study/estimate.ts';
import type { Plan } from '../study/plan.ts';
import type { EngineDescription, ProvenanceEvent } from '../study/results.ts';
import { trialRef } from './commits.ts';
import { readRun } from './runs.ts';
import type { StartedTrial } from './runs.ts';
import type { Store } from './store.ts';

/** What the arithmetic that was last at work here took for its epochs. */
export interface MeasuredEpochs {
  readonly engine: EngineDescription;
  readonly trials: readonly MeasuredTrial[];
}

/** More say no more about how long an epoch takes. */
const MOST_TRIALS = 100;
const STEPS: ReadonlySet<string> = new Set(['train', 'validate', 'checkpoint']);

/** How long the epochs of the store's trials took, from the logs; null where none was computed. */
export async function measuredEpochs(store: Store): Promise<MeasuredEpochs | null> {
  const started = await startedTrials(store);
  const logs = await Promise.all(
    [...started.values()].slice(0, MOST_TRIALS).map(async ({ started: { key, ...of }, trial }) => {
      const events = await store.readLog<ProvenanceEvent>(trialRef(key));
      const last = events.reduce((newest, { time }) => (time > newest ? time : newest), '');
      return { ...of, trial, times: epochTimes(events), last };
    }),
  );
  const known = logs.filter(({ times }) => times.length > 0);
  if (known.length === 0) return null;
  const newest = known.reduce((a, b) => (b.last > a.last ? b : a));
  const trials = known
    .filter(({ arithmetic }) => arithmetic === newest.arithmetic)
    .map(({ trial, times }) => ({ trial, epochsMs: times }));
  return { engine: newest.engine, trials };
}

/** Every trial that a run of the store has begun, by its key. */
async function startedTrials(
  store: Store,
): Promise<ReadonlyMap<string, { started: StartedTrial; trial: MeasuredTrial['trial'] }>> {
  const found = new Map<string, { started: StartedTrial; trial: MeasuredTrial['trial'] }>();
  for (const name of await store.listRefs('runs')) {
    const run = await readRun(store, name.replace(/^runs\//, ''));
    if (run === null || Object.keys(run.trials).length === 0) continue;
    if (!(await store.hasArtifact(run.plan))) continue;
    const { trials } = await store.readJson<Plan>(run.plan);
    for (const [index, started] of Object.entries(run.trials)) {
      const trial = trials[Number(index)];
      if (trial !== undefined) found.set(started.key, { started, trial });
    }
  }
  return found;
}

/** How long each whole epoch took, all its steps together; of a step done twice the last time. */
function epochTimes(events: readonly ProvenanceEvent[]): readonly number[] {
  const epochs = new Map<number, Map<string, number>>();
  for (const { epoch, step, durationMs } of events) {
    if (epoch === undefined || !STEPS.has(step)) continue;
    const steps = epochs.get(epoch) ?? new Map<string, number>();
    epochs.set(epoch, steps.set(step, durationMs));
  }
  return [...epochs.values()]
    .filter((steps) => steps.has('train') && steps.has('validate'))
    .map((steps) => [...steps.values()].reduce((sum, ms) => sum + ms, 0));
}
