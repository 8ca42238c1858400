import type { Crossing } from './results.ts';

/** The fingerprint that an epoch of a trial is computed with: the trial may have crossed to others. */
export function arithmeticAt(
  trial: { readonly arithmetic: string; readonly crossings: readonly Crossing[] },
  epoch: number,
): string {
  return trial.crossings.find((crossing) => crossing.epoch > epoch)?.from ?? trial.arithmetic;
}
