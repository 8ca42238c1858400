import { CommitReader, trialRef } from '../store/commits.ts';
import type { TrialRef } from '../store/commits.ts';
import { readRun, updateRun } from '../store/runs.ts';
import type { StartedTrial } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { trialKey } from '../study/keys.ts';
import { trialInputs } from '../study/trial-inputs.ts';
import type { Crossing } from '../study/results.ts';
import { CURVE_COLUMNS, thinnedEpochs } from '../study/thinned-epochs.ts';
import type { MeasuredEpoch } from '../study/thinned-epochs.ts';
import { toCommitted } from './checkpoint.ts';
import type { Committed } from './checkpoint.ts';
import type { ActivityDeps } from './deps.ts';
import type { SplitDigests, TrialInput } from './inputs.ts';
import { requireStore } from './step.ts';

export interface PlaceInput extends TrialInput {
  readonly split: SplitDigests;
  /** Whether the trial may go on with another arithmetic than the one it began with. */
  readonly mayCross: boolean;
  /** The key the trial has, and the fingerprint that it waited for in vain; null at first. */
  readonly waitedFor: { readonly key: string; readonly arithmetic: string } | null;
}

export interface PlaceOutput {
  /** The fingerprint that the trial is pinned to. */
  readonly arithmetic: string;
  readonly crossings: readonly Crossing[];
  readonly key: string;
  /** The newest commit of the trial that this study can use, or null. */
  readonly commit: Committed | null;
  /** Some of the epochs up to that commit, to be shown. */
  readonly seen: readonly MeasuredEpoch[];
}

/**
 * Decides which arithmetic a trial is computed with, and how far it has come under it: this
 * worker's, unless the run has begun it with another that a worker still has.
 *
 * No step of its own: it computes nothing, so it has no key and no record.
 */
export async function place(deps: ActivityDeps, input: PlaceInput): Promise<PlaceOutput> {
  requireStore(deps, input.store);
  const { index } = input.trial;
  const before = (await readRun(deps.store, input.run))?.trials[index];
  const started = await choose(deps, input, before);
  await updateRun(deps.store, input, (ref) => ({
    ...ref,
    trials: { ...ref.trials, [index]: started },
  }));
  const { arithmetic, crossings = [], key } = started;
  return {
    arithmetic,
    crossings: crossings.map(({ epoch, from, to }) => ({ epoch, from, to })),
    key,
    ...(await newestEpochs(deps.store, key, input.trial.epochs)),
  };
}

async function choose(
  deps: ActivityDeps,
  input: PlaceInput,
  before: StartedTrial | undefined,
): Promise<StartedTrial> {
  const { fingerprint: arithmetic, engine } = await deps.trainers.describe();
  const { testImages: images, testLabels: labels } = input.data;
  const fresh = { arithmetic, engine, key: keyOf(input, arithmetic), test: { images, labels } };
  if (before === undefined) return fresh;
  const { waitedFor, mayCross } = input;
  if (waitedFor === null) {
    return mayCross || (await deps.hasWorkerOf(before.arithmetic)) ? before : fresh;
  }
  // Another key: an attempt before this one has crossed, and its answer was lost.
  if (!mayCross || before.key !== waitedFor.key) return before;
  if (arithmetic === waitedFor.arithmetic) return before;
  if (await deps.hasWorkerOf(waitedFor.arithmetic)) return before;
  // An epoch from before a crossing has to be computed again, and nobody can: all of it anew.
  if (waitedFor.arithmetic !== before.arithmetic) return fresh;
  return cross(deps.store, input, before, fresh);
}

/** The trial under another arithmetic from its next epoch on. */
async function cross(
  store: Store,
  input: PlaceInput,
  before: StartedTrial,
  fresh: StartedTrial,
): Promise<StartedTrial> {
  const { commit: last } = await newestEpochs(store, before.key, input.trial.epochs);
  if (last === null) return fresh;
  const epoch = last.epoch + 1;
  const { arithmetic: from, engine, key: keyBefore, crossings: earlier = [] } = before;
  const crossing = { epoch, from, to: fresh.arithmetic, engine, key: keyBefore };
  const crossings = [...earlier, crossing];
  // A chain of mixed arithmetic has a key of its own: no other trial must find it.
  const mixed = [crossings[0]!.from, ...crossings.map((c) => `${c.epoch}:${c.to}`)].join(',');
  const key = keyOf(input, mixed);
  await store.updateRef<TrialRef>(trialRef(key), (ref) =>
    ref === null ? { commit: last.commit, epoch: last.epoch } : null,
  );
  return { ...fresh, key, crossings };
}

function keyOf({ trial, data, split }: PlaceInput, arithmetic: string): string {
  return trialKey(trialInputs(trial, arithmetic, data, split));
}

async function newestEpochs(
  store: Store,
  key: string,
  epochs: number,
): Promise<Pick<PlaceOutput, 'commit' | 'seen'>> {
  const tip = await store.readRef<TrialRef>(trialRef(key));
  if (tip === null) return NOTHING;
  const { links, gap } = await new CommitReader(store).walkBack(tip.commit, epochs);
  const last = links.at(-1);
  // A commit that is lost is made again by walking the epochs: what was computed is found.
  if (gap !== null || last === undefined) return NOTHING;
  const measured = links.flatMap(({ commit: { epoch, metrics } }) =>
    metrics === null ? [] : [{ epoch, ...metrics }],
  );
  return {
    commit: toCommitted(last.digest, last.commit),
    seen: thinnedEpochs(measured, CURVE_COLUMNS),
  };
}

const NOTHING = { commit: null, seen: [] } as const;
