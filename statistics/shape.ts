/** Which way a metric gets better. */
export type Direction = 'higher' | 'lower';

/** How often a curve went the wrong way: `count` of `moves`. */
export interface Reversals {
  readonly count: number;
  /** Steps from one epoch to the next: E − 1. */
  readonly moves: number;
}

/**
 * Counts the moves from one epoch to the next that make the metric worse. A tie is none.
 *
 * @param values the metric, one value an epoch, in order
 * @returns null when it is undefined: fewer than two epochs, or a value that is not finite
 */
export function reversals(values: readonly number[], direction: Direction): Reversals | null {
  if (values.length < 2 || !values.every(Number.isFinite)) return null;
  const worse = differences(values).filter((move) =>
    direction === 'higher' ? move < 0 : move > 0,
  );
  return { count: worse.length, moves: values.length - 1 };
}

/**
 * Root mean square of the second differences within epochs ⌈E/5⌉+1 … E: how much a curve jitters
 * once its first steep fifth is over. In the metric's own unit; 0 for a straight line.
 *
 * @param values the metric, one value an epoch, in order
 * @returns null when it is undefined: fewer than three epochs left, or a value that is not finite
 */
export function roughness(values: readonly number[]): number | null {
  const settled = values.slice(Math.ceil(values.length / 5));
  if (settled.length < 3 || !values.every(Number.isFinite)) return null;
  const bends = differences(differences(settled));
  return Math.sqrt(bends.reduce((sum, bend) => sum + bend * bend, 0) / bends.length);
}

function differences(values: readonly number[]): number[] {
  return values.slice(1).map((value, i) => value - (values[i] as number));
}
