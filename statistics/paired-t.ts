import { upperTail } from './student-t.ts';
import { mean, standardDeviation } from './summary.ts';

/**
 * One-sided p of Student's paired t test against E x ≤ 0.
 *
 * @param values at least two, not all the same
 */
export function pairedT(values: readonly number[]): number {
  const deviation = standardDeviation(values);
  if (deviation === null) throw new RangeError('a t test of fewer than two values');
  const t = mean(values) / (deviation / Math.sqrt(values.length));
  return upperTail(t, values.length - 1);
}
