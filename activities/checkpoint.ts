import { bestAfter, trialRef } from '../store/commits.ts';
import type { Commit, TrialRef } from '../store/commits.ts';
import type { Divergence, EarlyStop, EpochMetrics } from '../study/results.ts';
import { controlAfter, controlSpecOf, earlyStopAfter } from '../study/training-control.ts';
import type { Control, ControlSpec } from '../study/training-control.ts';
import type { ActivityDeps } from './deps.ts';
import type { PlacedTrialInput } from './inputs.ts';
import { runStep, trialLog } from './step.ts';
import { commitKey } from './trial-keys.ts';

export interface CheckpointInput extends PlacedTrialInput {
  readonly parent: string | null;
  readonly epoch: number;
  readonly state: string;
  readonly metrics: EpochMetrics | null;
  readonly diverged?: Divergence;
}

/** What the workflow needs to know of a commit. */
export interface Committed {
  readonly commit: string;
  readonly epoch: number;
  readonly state: string;
  readonly best: { readonly epoch: number; readonly state: string; readonly value: number } | null;
  readonly diverged?: Divergence;
  readonly control?: Control;
  readonly earlyStop?: EarlyStop;
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
    const commit: Commit = {
      ...{ parent, epoch, state, metrics, best },
      ...(diverged && { diverged }),
      ...(metrics && controlled(controlSpecOf(trial), before?.control, { epoch, metrics })),
    };
    return { commit: await deps.store.writeJson(commit) };
  });
  await deps.store.updateRef<TrialRef>(trialRef(input.key), (ref) =>
    ref !== null && ref.epoch >= epoch ? null : { commit: digest, epoch },
  );
  return toCommitted(digest, await deps.store.readJson<Commit>(digest));
}

/** What a commit holds of early stopping and the plateau's schedule. */
function controlled(
  spec: ControlSpec | null,
  before: Control | undefined,
  measured: { readonly epoch: number; readonly metrics: EpochMetrics },
): Pick<Commit, 'control' | 'earlyStop'> {
  if (spec === null) return {};
  const control = controlAfter(spec, before ?? null, measured);
  const earlyStop = earlyStopAfter(spec, control, measured.epoch);
  return { control, ...(earlyStop && { earlyStop }) };
}

/** A commit as the workflow knows it. */
export function toCommitted(
  commit: string,
  { epoch, state, best, diverged, control, earlyStop }: Commit,
): Committed {
  return {
    commit,
    epoch,
    state,
    best: best && { epoch: best.epoch, state: best.state, value: best.value },
    ...(diverged && { diverged }),
    ...(control && { control }),
    ...(earlyStop && { earlyStop }),
  };
}
