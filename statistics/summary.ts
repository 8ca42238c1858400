import { criticalValue } from './student-t.ts';

/** From `low` to `high`, both included, in the unit of what was measured. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The arithmetic mean; of equal values that value exactly.
 *
 * @throws RangeError for no values: a figure that was not measured must not look like one.
 */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('the mean of no values');
  const rough = sum(values) / values.length;
  if (!Number.isFinite(rough)) return rough;
  return rough + sum(values.map((value) => value - rough)) / values.length;
}

/** The sample standard deviation, with n − 1; null for fewer than two values. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
}

/**
 * Student's t interval of the mean. Of equal values it is a single point.
 *
 * @param confidence within (0, 1), such as 0.95
 * @returns null for fewer than two values
 * @throws RangeError for a confidence outside (0, 1)
 */
export function tInterval(values: readonly number[], confidence: number): Interval | null {
  const deviation = standardDeviation(values);
  if (deviation === null) return null;
  const reach =
    (criticalValue(confidence, values.length - 1) * deviation) / Math.sqrt(values.length);
  const centre = mean(values);
  return { low: centre - reach, high: centre + reach };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
