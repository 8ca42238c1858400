import { bestAfter, trialRef } from '../store/commits.ts';
import type { Commit, TrialRef } from '../store/commits.ts';
import type { Divergence, Metrics } from '../study/results.ts';
import type { ActivityDeps } from './deps.ts';
import type { PlacedTrialInput } from './inputs.ts';
import { runStep, trialLog } from './step.ts';
import { commitKey } from './trial-keys.ts';

export interface CheckpointInput extends PlacedTrialInput {
  readonly parent: string | null;
  readonly epoch: number;
  readonly state: string;
  readonly metrics: { readonly train: Metrics; readonly validation: Metrics } | null;
  readonly diverged?: Divergence;
}

/** What the workflow needs to know of a commit. */
export interface Committed {
  readonly commit: string;
  readonly epoch: number;
  readonly state: string;
  readonly best: { readonly epoch: number; readonly state: string } | null;
  readonly diverged?: Divergence;
}

/** Commits an epoch: an immutable link in the trial's chain, and the trial's ref moved to it. */
export async function checkpoint(deps: ActivityDeps, input: CheckpointInput): Promise<Committed> {
  const { parent, epoch, state, metrics, diverged, trial } = input;
  const { monitor } = trial.checkpoint;
  const step = {
    step: 'checkpoint',
    key: commitKey(input, input),
    store: input.store,
    log: trialLog(input.key),
    trial: trial.index,
    epoch,
    artifacts: (output: { commit: string }) => [output.commit],
  };
  const { commit: digest } = await runStep(deps, step, async () => {
    const before = parent === null ? null : await deps.store.readJson<Commit>(parent);
    const best = bestAfter(before?.best ?? null, { epoch, state, metrics }, monitor);
    const commit: Commit = { parent, epoch, state, metrics, best, ...(diverged && { diverged }) };
    return { commit: await deps.store.writeJson(commit) };
  });
  await deps.store.updateRef<TrialRef>(trialRef(input.key), (ref) =>
    ref !== null && ref.epoch >= epoch ? null : { commit: digest, epoch },
  );
  return toCommitted(digest, await deps.store.readJson<Commit>(digest));
}

/** A commit as the workflow knows it. */
export function toCommitted(commit: string, { epoch, state, best, diverged }: Commit): Committed {
  return {
    commit,
    epoch,
    state,
    best: best && { epoch: best.epoch, state: best.state },
    ...(diverged && { diverged }),
  };
}
