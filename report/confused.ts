import type { Predictions } from '../study/results.ts';

/** A test sample that trials get wrong. */
export interface ConfusedSample {
  /** Position in the test set, from 0. */
  readonly index: number;
  /** How many trials give it another class than its own. */
  readonly wrong: number;
}

export interface Confusion {
  /** Those that most trials get wrong, of equal ones those with the highest mean loss. */
  readonly samples: readonly ConfusedSample[];
  /** How many samples at least one trial gets wrong, and how many all of them. */
  readonly wrongOnce: number;
  readonly wrongAlways: number;
}

/**
 * The test samples that trials get wrong.
 *
 * @param labels the samples' classes
 * @param most how many samples are listed
 */
export function confusion(
  trials: readonly Predictions[],
  labels: Uint8Array,
  most: number,
): Confusion {
  const wrong = new Uint32Array(labels.length);
  const loss = new Float64Array(labels.length);
  for (const { loss: losses, prediction } of trials) {
    for (const [i, label] of labels.entries()) {
      if (prediction[i] !== label) wrong[i]! += 1;
      loss[i]! += losses[i]!;
    }
  }
  const found = [...labels.keys()].filter((i) => wrong[i]! > 0);
  found.sort((a, b) => wrong[b]! - wrong[a]! || loss[b]! - loss[a]! || a - b);
  return {
    samples: found.slice(0, most).map((index) => ({ index, wrong: wrong[index]! })),
    wrongOnce: found.length,
    wrongAlways: found.filter((i) => wrong[i] === trials.length).length,
  };
}
