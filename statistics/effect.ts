import { bootstrapInterval } from './bootstrap.ts';
import type { PairedTest } from './location-test.ts';
import { isConstant, shift } from './shifted.ts';
import { hedgesCorrection } from './student-t.ts';
import { mean, standardDeviation, tInterval } from './summary.ts';
import type { Interval } from './summary.ts';

/**
 * d_z: the mean of paired differences in their standard deviations, with Hedges' correction for few of
 * them. It says how far the effect stands out from the seeds' noise, not how large it is.
 *
 * @returns null for fewer than three differences, and where all are equal
 * @see Lakens (2013), Calculating and reporting effect sizes
 */
export function standardisedEffect(differences: readonly number[]): number | null {
  const deviation = standardDeviation(differences);
  if (deviation === null || differences.length < 3) return null;
  if (isConstant(shift(differences, 0))) return null;
  return (mean(differences) / deviation) * hedgesCorrection(differences.length - 1);
}

/**
 * An interval for the mean of paired differences: Student's t, and for `bootstrap` the bootstrap-t
 * interval of the resamples that its test uses. Where all differences are equal it is a single point.
 *
 * @param options.confidence within (0, 1), such as 0.95
 * @returns null for fewer than two differences, and where resamples leave an end open
 * @throws RangeError for a confidence outside (0, 1)
 */
export function effectInterval(
  differences: readonly number[],
  { test, confidence }: { readonly test: PairedTest; readonly confidence: number },
): Interval | null {
  const byT = tInterval(differences, confidence);
  if (test !== 'bootstrap' || byT === null) return byT;
  const shifted = shift(differences, 0);
  return isConstant(shifted) ? byT : bootstrapInterval(shifted, confidence);
}
