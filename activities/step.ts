import { Context } from '@temporalio/activity';
import { EpochalError } from '../study/errors.ts';
import type { ProvenanceEvent } from '../study/results.ts';
import { trialRef } from '../store/commits.ts';
import { readRun } from '../store/runs.ts';
import type { ActivityDeps } from './deps.ts';
import type { RunInput } from './inputs.ts';

/** What identifies a step's computation, and where it is written down who did it. */
export interface Step<T> {
  readonly step: string;
  readonly key: string;
  /** The id of the store that the study lives in. */
  readonly store: string;
  /** The log that the computation is noted in. */
  readonly log: string;
  readonly trial?: number;
  readonly epoch?: number;
  /** What of the store a result names: its record counts only while all of it is there. */
  readonly artifacts?: (result: T) => readonly string[];
  /** Whether another result than the recorded one is no error: a measurement never repeats. */
  readonly firstWins?: true;
}

const underWay = new Map<string, Promise<unknown>>();

/**
 * Runs a step unless its record exists; equal keys under way in this worker join one computation.
 *
 * @throws EpochalError STORE_MISMATCH when this worker has another store than the study.
 */
export async function runStep<T>(
  deps: ActivityDeps,
  step: Step<T>,
  compute: () => Promise<T>,
): Promise<T> {
  requireStore(deps, step.store);
  const id = `${step.store} ${step.key}`;
  const joined = underWay.get(id) as Promise<T> | undefined;
  // What ended the other one's computation (its study was stopped, say) is not this one's affair.
  if (joined !== undefined) return joined.catch(() => runStep(deps, step, compute));
  const computation = findOrCompute(deps, step, compute);
  underWay.set(id, computation);
  try {
    return await computation;
  } finally {
    underWay.delete(id);
  }
}

async function findOrCompute<T>(
  deps: ActivityDeps,
  step: Step<T>,
  compute: () => Promise<T>,
): Promise<T> {
  const known = await deps.store.readRecord<T>(step.key);
  if (known === null) return computeAndRecord(deps, step, compute);
  for (const digest of step.artifacts?.(known) ?? []) {
    if (await deps.store.hasArtifact(digest)) continue;
    // Computed again it has to give the same: `writeRecord` compares. A measurement never does.
    if (step.firstWins) await deps.store.quarantineRecord(step.key);
    return computeAndRecord(deps, step, compute);
  }
  return known;
}

/** @throws EpochalError STORE_MISMATCH, naming both. */
export function requireStore(deps: ActivityDeps, expected: string): void {
  if (deps.store.id === expected) return;
  throw new EpochalError(
    'STORE_MISMATCH',
    `This worker has the store ${deps.store.id} (${deps.store.location}), the study lives in ` +
      `${expected}. Give all workers of a task queue the same EPOCHAL_STORE.`,
    { expected, actual: deps.store.id, location: deps.store.location },
  );
}

/** @throws EpochalError ARTIFACT_MISSING when the store has lost where a run stands. */
export async function requireRun({ store }: ActivityDeps, { run }: RunInput): Promise<void> {
  if ((await readRun(store, run)) !== null) return;
  const message = `The store has lost where the run ${run} stands: the study finds it again.`;
  throw new EpochalError('ARTIFACT_MISSING', message, { run });
}

async function computeAndRecord<T>(
  deps: ActivityDeps,
  step: Step<T>,
  compute: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  const computed = await compute();
  const result = step.firstWins
    ? await deps.store.writeFirst(step.key, step.step, computed)
    : await deps.store.writeRecord(step.key, step.step, computed);
  await noteStep(deps, step, began);
  return result;
}

/**
 * Notes in its log that this worker has done a step.
 *
 * @param began when it began, of `performance.now()`
 */
export async function noteStep(
  { store, worker }: ActivityDeps,
  { step, key, log, trial, epoch }: Pick<Step<never>, 'step' | 'key' | 'log' | 'trial' | 'epoch'>,
  began: number,
): Promise<void> {
  const event: ProvenanceEvent = {
    time: new Date().toISOString(),
    step,
    key,
    worker,
    attempt: Context.current().info.attempt,
    durationMs: Math.round(performance.now() - began),
    ...(trial !== undefined && { trial }),
    ...(epoch !== undefined && { epoch }),
  };
  await store.appendLog(log, event);
}

/** The log of what a run did for itself: data, split, report. */
export function runLog(run: string): string {
  return `runs/${run}`;
}

/** The log of a trial's epochs, which every study that shares the trial shares. */
export function trialLog(key: string): string {
  return trialRef(key);
}
