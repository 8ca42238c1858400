import { CommitReader, trialRef } from '../store/commits.ts';
import type { Commit, Link, TrialRef } from '../store/commits.ts';
import type { Store } from '../store/store.ts';
import { splitInputs } from '../study/trial-inputs.ts';
import { downloadKey, splitKey } from '../study/keys.ts';
import type { TestMetrics } from '../study/results.ts';
import { rateScaleOf } from '../study/training-control.ts';
import { toCommitted } from './checkpoint.ts';
import type { Committed } from './checkpoint.ts';
import type { ActivityDeps } from './deps.ts';
import type { PlacedTrialInput } from './inputs.ts';
import { requireStore } from './step.ts';
import { commitKey, epochKey, testedKey, validationKey } from './trial-keys.ts';

/** Epochs looked at together: a store across the network answers many as fast as one. */
const AT_ONCE = 16;

export interface AuditInput extends PlacedTrialInput {
  /** The newest commit that the workflow knows of. */
  readonly commit: string | null;
}

/** What of a trial is lost, and where to begin again. */
export interface AuditOutput {
  readonly intact: boolean;
  /** The newest commit before everything that is lost; null: begin with the first epoch. */
  readonly commit: Committed | null;
  /** Epochs whose state is lost: only these are computed again. */
  readonly restore: readonly number[];
  /** The epoch after the last commit: what it computed may be lost too, and no commit tells. */
  readonly uncommitted: number;
}

/**
 * Looks at everything that a trial has in the store: data, split, commits, states, the test's
 * predictions and the records of the steps. What is damaged is moved out of the way, so that whoever walks over it makes it
 * anew; a lost record is written again from the commit, which holds what it held.
 */
export async function audit(deps: ActivityDeps, input: AuditInput): Promise<AuditOutput> {
  requireStore(deps, input.store);
  const { store } = deps;
  const prepared = await isPrepared(store, input);
  const { links, gap } = await findChain(store, input);
  const restore: number[] = [];
  for (let at = 0; at < links.length; at += AT_ONCE) {
    const some = links.slice(at, at + AT_ONCE);
    const whole = await Promise.all(
      some.map((link, i) => isEpochWhole(store, input, link, links[at + i - 1])),
    );
    restore.push(...some.filter((_, i) => !whole[i]).map(({ commit }) => commit.epoch));
  }
  const tested = await isTestWhole(store, input, links.at(-1)?.commit);
  const first = restore[0] ?? Infinity;
  const last = gap ? undefined : links.findLast(({ commit }) => commit.epoch < first);
  return {
    intact: prepared && tested && !gap && restore.length === 0,
    commit: last ? toCommitted(last.digest, last.commit) : null,
    restore,
    uncommitted: (links.at(-1)?.commit.epoch ?? 0) + 1,
  };
}

/** Whether the data and the split are as they were, with their records. */
async function isPrepared(store: Store, input: PlacedTrialInput): Promise<boolean> {
  const { dataset } = input.trial.data;
  const cut = splitInputs(input.trial, input.data.trainLabels);
  const keys = [downloadKey({ dataset }), splitKey(cut)];
  const digests = [...Object.values(input.data), ...Object.values(input.split)];
  const records = await Promise.all(keys.map((key) => store.hasRecord(key)));
  const artifacts = await Promise.all(digests.map((digest) => store.isIntact(digest)));
  return [...records, ...artifacts].every(Boolean);
}

/** Whether the test, where it was done, still has what the model answered of each sample. */
async function isTestWhole(
  store: Store,
  input: PlacedTrialInput,
  last: Commit | undefined,
): Promise<boolean> {
  if (!last?.best) return true;
  const tested = await store.readRecord<TestMetrics>(testedKey(input, last.best.state));
  return tested?.predictions === undefined || store.isIntact(tested.predictions);
}

/** The trial's chain as far as it is there; its ref is put back where that does not lead to it. */
async function findChain(
  store: Store,
  { key, commit, trial }: AuditInput,
): Promise<{ links: Link[]; gap: boolean }> {
  const ref = await store.readRef<TrialRef>(trialRef(key));
  const tip = commit ?? ref?.commit ?? null;
  if (tip === null) return { links: [], gap: false };
  const reader = new CommitReader(store);
  const { links, gap } = await reader.walkBack(tip, trial.epochs);
  const last = links.at(-1);
  if (gap === null && last !== undefined && !(await leadsTo(reader, ref, last, trial.epochs))) {
    // A longer study moves it on again: what it computed is found.
    const { epoch } = last.commit;
    await store.updateRef<TrialRef>(trialRef(key), () => ({ commit: last.digest, epoch }));
  }
  return { links, gap: gap !== null };
}

/** Whether the walk back from a trial's ref, as `results` goes it, comes by a commit. */
async function leadsTo(
  reader: CommitReader,
  ref: TrialRef | null,
  last: Link,
  epochs: number,
): Promise<boolean> {
  if (ref === null) return false;
  const { links, gap } = await reader.walkBack(ref.commit, epochs);
  return gap === null && links.some(({ digest }) => digest === last.digest);
}

async function isEpochWhole(
  store: Store,
  input: PlacedTrialInput,
  { digest, commit }: Link,
  before: Link | undefined,
): Promise<boolean> {
  const { epoch, parent, state, metrics } = commit;
  // What diverged has no metrics in its commit: its records can't be written again from that.
  const known = metrics !== null;
  const records: [key: string, step: string, result: object | null][] = [];
  if (before !== undefined || parent === null) {
    const key = epochKey(
      input,
      epoch,
      before?.commit.state ?? null,
      rateScaleOf(before?.commit.control),
    );
    records.push([key, 'train', known ? { state, metrics: metrics.train } : null]);
  }
  if (known) {
    const validated = { metrics: metrics.validation };
    records.push([validationKey(input, epoch, state), 'validate', validated]);
  }
  records.push([commitKey(input, commit), 'checkpoint', { commit: digest }]);
  let whole = await store.isIntact(state);
  for (const [key, step, result] of records) {
    if (await store.hasRecord(key)) continue;
    if (result === null) whole = false;
    else await store.writeRecord(key, step, result);
  }
  return whole;
}
