import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';
import { RESAMPLES } from './draws.ts';
import type { Shifted } from './shifted.ts';
import { mean, standardDeviation } from './summary.ts';
import type { Interval } from './summary.ts';

const SEED = 2;

/**
 * One-sided p-values of the bootstrap-t test, `greater` against E x ≤ 0 and `less` against E x ≥ 0, from
 * the same resamples: (count + 1) / (B + 1), where counted are those whose t around the mean seen is at
 * least, or at most, the t seen.
 *
 * @param shifted at least two values, not all the same
 * @see Efron and Tibshirani (1993), An Introduction to the Bootstrap, 12.5 and 16.4
 */
export function bootstrapT(shifted: Shifted): { readonly greater: number; readonly less: number } {
  const observed = mean(shifted.values) / standardError(shifted.values);
  // Resamples of a few values often have the very t that was seen, but for rounding.
  const slack = 1e-9 * Math.abs(observed);
  const ts = resampledTs(shifted);
  const share = (counted: Float64Array): number => (counted.length + 1) / (RESAMPLES + 1);
  return {
    greater: share(ts.filter((t) => t >= observed - slack)),
    less: share(ts.filter((t) => t <= observed + slack)),
  };
}

/**
 * The bootstrap-t interval of the mean: the values that the two one-sided tests at (1 − confidence) / 2
 * do not reject.
 *
 * @param shifted at least two values, not all the same, seen from `at`; the interval is too
 * @returns null where resamples of a single value leave an end open
 */
export function bootstrapInterval(shifted: Shifted, confidence: number): Interval | null {
  // 10,000 × 0.025 is a little more or less than 250 in floating point.
  const beyond = Math.floor(((RESAMPLES + 1) * (1 - confidence)) / 2 + 1e-6);
  if (beyond < 1) return null;
  const ts = resampledTs(shifted).sort();
  const centre = mean(shifted.values);
  const error = standardError(shifted.values);
  const low = centre - ts[RESAMPLES - beyond]! * error;
  const high = centre - ts[beyond - 1]! * error;
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : null;
}

/** Each resample's t around the mean of the values; ±∞ where it holds a single value again and again. */
function resampledTs({ values, tolerance }: Shifted): Float64Array {
  const n = values.length;
  const random = mersenne(SEED);
  const centre = mean(values);
  const centred = Float64Array.from(values, (value) => value - centre);
  const sample = new Float64Array(n);
  return new Float64Array(RESAMPLES).map(() => {
    for (let i = 0; i < n; i += 1) sample[i] = centred[uniformInt(random, 0, n - 1)]!;
    return tOf(sample, tolerance);
  });
}

function tOf(sample: Float64Array, tolerance: number): number {
  const n = sample.length;
  let sum = 0;
  for (const value of sample) sum += value;
  const middle = sum / n;
  let squares = 0;
  for (const value of sample) squares += (value - middle) ** 2;
  const error = Math.sqrt(squares / (n - 1) / n);
  if (error > tolerance) return middle / error;
  return Math.abs(middle) <= tolerance ? 0 : middle / 0;
}

function standardError(values: readonly number[]): number {
  return (standardDeviation(values) ?? NaN) / Math.sqrt(values.length);
}
