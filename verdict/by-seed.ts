import { mean } from '../statistics/summary.ts';
import { canonicalJson } from '../study/canonical.ts';
import type { TrialName } from '../study/labels.ts';

/**
 * Trials of one variant and seed together, in their order: one, or one for each fold. A seed is what
 * a difference is tested with, and its folds train on almost the same samples: they count as one.
 */
export function bySeed<T extends TrialName>(
  trials: readonly T[],
): readonly (readonly [T, ...T[]])[] {
  const seeds = new Map<string, [T, ...T[]]>();
  for (const trial of trials) {
    const id = canonicalJson([Object.entries(trial.variant), trial.seed]);
    const found = seeds.get(id);
    if (found === undefined) seeds.set(id, [trial]);
    else found.push(trial);
  }
  return [...seeds.values()];
}

/** A seed's value: the mean over its folds; null while one has none. */
export function meanOverFolds(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length || known.length === 0) return null;
  return mean(known);
}

/** Each seed's value, of the seeds that have one. */
export function seedValues<T extends TrialName>(
  trials: readonly T[],
  valueOf: (trial: T) => number | null | undefined,
): readonly { readonly seed: number; readonly value: number }[] {
  return bySeed(trials).flatMap((folds) => {
    const value = meanOverFolds(folds.map((trial) => valueOf(trial) ?? null));
    return value === null ? [] : [{ seed: folds[0].seed, value }];
  });
}
