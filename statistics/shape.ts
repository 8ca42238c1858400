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
  const moves = differences(values);
  return { count: worsening(moves, direction).length, moves: moves.length };
}

/**
 * The share of a curve's movement that makes the metric worse: the sizes of such moves over the sizes of
 * all moves, from 0 (never worse) to 1 (never better).
 *
 * @param values the metric, one value an epoch, in order
 * @returns null when it is undefined: no movement, fewer than two epochs, or a value that is not finite
 */
export function wrongWayShare(values: readonly number[], direction: Direction): number | null {
  if (!values.every(Number.isFinite)) return null;
  const moves = differences(values);
  const all = moves.reduce((sum, move) => sum + Math.abs(move), 0);
  const wrong = worsening(moves, direction).reduce((sum, move) => sum + Math.abs(move), 0);
  return all === 0 ? null : wrong / all;
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

/**
 * The roughness of a share on the logit scale, where a ceiling does not flatten it: of
 * log((p·N + ½) / ((1 − p)·N + ½)), Haldane's empirical logit, finite at 0 and 1.
 *
 * @param values a share such as accuracy, within [0, 1], one value an epoch, in order
 * @param samples N, how many samples the share was counted over
 * @returns null when it is undefined: as for `roughness`, or a value outside [0, 1]
 */
export function logitRoughness(values: readonly number[], samples: number): number | null {
  if (!values.every((p) => p >= 0 && p <= 1)) return null;
  return roughness(values.map((p) => Math.log((p * samples + 0.5) / ((1 - p) * samples + 0.5))));
}

/**
 * The first epoch, counted from 1, at which the metric is at least as good as `level`.
 *
 * @param values the metric, one value an epoch, in order; NaN reaches nothing
 * @returns null when no epoch is
 */
export function epochsToReach(
  values: readonly number[],
  level: number,
  direction: Direction,
): number | null {
  const epoch = values.findIndex((value) =>
    direction === 'higher' ? value >= level : value <= level,
  );
  return epoch === -1 ? null : epoch + 1;
}

function worsening(moves: readonly number[], direction: Direction): number[] {
  return moves.filter((move) => (direction === 'higher' ? move < 0 : move > 0));
}

function differences(values: readonly number[]): number[] {
  return values.slice(1).map((value, i) => value - (values[i] as number));
}
