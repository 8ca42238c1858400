import { EpochalError } from '../study/errors.ts';
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

/** A log is a small object for each step: more of them say no more, and take long to fetch. */
const MOST_TRIALS = 12;
const STEPS: ReadonlySet<string> = new Set(['train', 'validate', 'checkpoint']);

/**
 * How long the epochs of some of the store's trials took, from the logs, those of the study first;
 * null where none was computed.
 */
export async function measuredEpochs(store: Store, study: string): Promise<MeasuredEpochs | null> {
  const started = await startedTrials(store, study);
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

/** Every trial that a run of the store has begun, by its key; the study's first. */
async function startedTrials(
  store: Store,
  study: string,
): Promise<ReadonlyMap<string, { started: StartedTrial; trial: MeasuredTrial['trial'] }>> {
  const found = new Map<string, { started: StartedTrial; trial: MeasuredTrial['trial'] }>();
  const names = await store.listRefs('runs');
  const isOwn = (name: string): boolean => name.startsWith(`runs/${study}@`);
  for (const name of names.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)))) {
    if (found.size >= MOST_TRIALS) break;
    const run = await readRun(store, name.replace(/^runs\//, ''));
    if (run === null || Object.keys(run.trials).length === 0) continue;
    const plan = await readPlan(store, run.plan);
    for (const [index, started] of Object.entries(run.trials)) {
      const trial = plan?.trials[Number(index)];
      if (trial !== undefined) found.set(started.key, { started, trial });
    }
  }
  return found;
}

/** A run whose plan is lost or damaged tells nothing, and stands in nobody's way. */
async function readPlan(store: Store, digest: string): Promise<Plan | null> {
  try {
    return await store.readJson<Plan>(digest);
  } catch (error) {
    if (error instanceof EpochalError && error.code === 'ARTIFACT_MISSING') return null;
    throw error;
  }
}

/** How long each whole epoch took, all its steps together; of a step done twice the last time. */
function epochTimes(events: readonly ProvenanceEvent[]): readonly number[] {
  const epochs = new Map<number, Map<string, number>>();
  const inTime = events.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time));
  for (const { epoch, step, durationMs } of inTime) {
    if (epoch === undefined || !STEPS.has(step)) continue;
    const steps = epochs.get(epoch) ?? new Map<string, number>();
    epochs.set(epoch, steps.set(step, durationMs));
  }
  return [...epochs.values()]
    .filter((steps) => steps.has('train') && steps.has('validate'))
    .map((steps) => [...steps.values()].reduce((sum, ms) => sum + ms, 0));
}
