import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Alternative } from '../../statistics/location-test.ts';
import type { Expectation } from '../../statistics/claim.ts';

/** What SciPy says of one list of paired differences; made by test/reference/statistics.py. */
export interface ReferenceCase {
  readonly kind: 'normal' | 'quantised' | 'constant';
  readonly differences: readonly number[];
  readonly mean: number;
  readonly location: readonly {
    readonly at: number;
    readonly alternative: Alternative;
    readonly signFlip: number;
    readonly wilcoxon: { readonly p: number; readonly zeros: number };
    readonly pairedT?: number;
    readonly bootstrap?: number;
  }[];
  readonly standardDeviation?: number;
  /** Of Student's t: p of supported, p of refuted. */
  readonly claims?: readonly {
    readonly minEffect: number;
    readonly expect: Partial<Record<Expectation, readonly [number, number | null]>>;
  }[];
  /** Confidence, low, high. */
  readonly intervals?: readonly (readonly [number, number, number])[];
  readonly effect?: number;
  readonly bootstrapInterval?: readonly [number, number];
  readonly standardError?: number;
}

interface Reference {
  readonly cases: readonly ReferenceCase[];
  /** How many values, t, P(T ≥ t). */
  readonly tails: readonly (readonly [number, number, number])[];
  readonly holm: readonly {
    readonly ps: readonly number[];
    readonly adjusted: readonly number[];
  }[];
}

const path = join(__dirname, '..', 'reference', 'statistics.json');
export const reference = JSON.parse(readFileSync(path, 'utf8')) as Reference;

/** Whether two numbers agree to so many digits, relative to the one expected. */
export function expectClose(
  actual: number | null | undefined,
  expected: number,
  relative: number,
): void {
  expect(Math.abs((actual ?? NaN) - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}
