import type { LiveState } from '../../../cli/live/state.ts';
import type { TrialResult, TrialStatus } from '../../../study/results.ts';
import type { Variant } from '../../../study/spec.ts';

/** A trial with so many epochs: accuracy rises in eight steps from 0.1, loss falls from 8. */
export function trialWith(
  name: { readonly variant: Variant; readonly seed: number },
  status: TrialStatus,
  done: number,
  more: Partial<TrialResult> = {},
): TrialResult {
  const epochs = Array.from({ length: done }, (_, i) => {
    const step = Math.min(i, 7);
    const metrics = { loss: 8 - step, accuracy: (1 + step) / 10 };
    return { epoch: i + 1, train: metrics, validation: metrics, checkpoint: '', commit: '' };
  });
  return { ...name, status, epochs, best: null, test: null, ...more };
}

/** A study's state in which nothing is known but the trials. */
export function stateOf(
  trials: readonly TrialResult[],
  epochs: number,
  more: Partial<LiveState> = {},
): LiveState {
  return {
    run: 'relu@eb54c5bd',
    trials,
    epochs: trials.map(() => epochs),
    left: { study: null, trials: trials.map(() => null) },
    elapsedS: 72,
    slots: null,
    waiting: [],
    ...more,
  };
}
