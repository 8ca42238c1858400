/**
 * How much two numbers may differ, relative to the largest of the data, and still be equal. Differences
 * of accuracies carry rounding of about 1e-16, and one sample of 10,000 is 1e-4: relative to that it is
 * 1e-12, and means over folds add a little.
 */
const RELATIVE_TOLERANCE = 1e-11;

/** Squares of numbers from 1 / LARGEST to LARGEST neither overflow nor vanish. */
const LARGEST = 1e150;

/** Differences seen from where a null hypothesis puts their mean, rounding taken away. */
export interface Shifted {
  /** d − at, and exactly 0 where that is nothing but rounding. */
  readonly values: readonly number[];
  /** How much values may differ and still be equal. */
  readonly tolerance: number;
}

/** @throws RangeError for a number that is not finite, or beyond ±1e150: no test has a p for it. */
export function shift(differences: readonly number[], at: number): Shifted {
  const sizes = [at, ...differences].map((value) => Math.abs(value));
  const wrong = sizes.find((size) => !(size <= LARGEST));
  if (wrong !== undefined) {
    throw new RangeError(`differences are numbers within ±${LARGEST}, not ${wrong}`);
  }
  const tolerance = Math.max(RELATIVE_TOLERANCE * Math.max(...sizes), 1 / LARGEST);
  const values = differences.map((difference) => {
    const value = difference - at;
    return Math.abs(value) <= tolerance ? 0 : value;
  });
  return { values, tolerance };
}

/** Whether all values are one: nothing says how far they spread. */
export function isConstant({ values, tolerance }: Shifted): boolean {
  return Math.max(...values) - Math.min(...values) <= tolerance;
}
