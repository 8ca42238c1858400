import type { Shifted } from './shifted.ts';

/** The p of a signed-rank test, and how many values were zero and said nothing. */
export interface SignedRank {
  readonly p: number;
  readonly zeros: number;
}

/**
 * One-sided p of Wilcoxon's signed-rank test against values that are symmetric around zero or lie below.
 *
 * Zeros are dropped and counted; equal sizes share the mean of their ranks. The distribution of the
 * positive ranks' sum, given those ranks, is exact for any number of values: the same as going through
 * all choices of signs.
 */
export function wilcoxon({ values, tolerance }: Shifted): SignedRank {
  const known = values.filter((value) => value !== 0);
  const ranks = doubledMidranks(
    known.map((value) => Math.abs(value)),
    tolerance,
  );
  const observed = ranks.reduce((sum, rank, i) => (known[i]! > 0 ? sum + rank : sum), 0);
  return { p: upperTail(ranks, observed), zeros: values.length - known.length };
}

/**
 * Twice the midranks, which are whole numbers: 1 2 2 3 has ranks 1 2.5 2.5 4, doubled 2 5 5 8.
 *
 * @param tolerance how much neighbours may differ and still be equal
 */
export function doubledMidranks(sizes: readonly number[], tolerance: number): number[] {
  const order = sizes.map((_, i) => i).sort((a, b) => sizes[a]! - sizes[b]!);
  const ranks = Array.from(sizes, () => 0);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && sizes[order[to]!]! - sizes[order[to - 1]!]! <= tolerance) to += 1;
    for (const i of order.slice(from, to)) ranks[i] = from + 1 + to;
    from = to;
  }
  return ranks;
}

/** P(sum ≥ observed) when each rank counts or not, at even odds. */
function upperTail(doubled: readonly number[], observed: number): number {
  // Without ties all are even, and half of them have half as many sums.
  const unit = doubled.every((rank) => rank % 2 === 0) ? 2 : 1;
  const ranks = Float64Array.from(doubled, (rank) => rank / unit).sort();
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const reached = observed / unit;
  // The distribution is symmetric: the shorter tail says what the other one is.
  return total - reached <= total / 2
    ? lowerTail(ranks, total - reached)
    : 1 - lowerTail(ranks, reached - 1);
}

/** P(sum ≤ most), with nothing computed of larger sums; the smallest ranks come first. */
function lowerTail(ranks: Float64Array, most: number): number {
  if (most < 0) return 0;
  const ways = new Float64Array(most + 1);
  ways[0] = 1;
  let reached = 0;
  ranks.forEach((rank, i) => {
    reached = Math.min(reached + rank, most);
    for (let sum = reached; sum >= rank; sum -= 1) ways[sum]! += ways[sum - rank]!;
    // All choices of 512 signs as a share: far from where a double ends.
    if (i % 512 === 511) for (let sum = 0; sum <= reached; sum += 1) ways[sum]! *= 2 ** -512;
  });
  // The smallest first, so that a tail of tiny chances keeps its digits.
  const tail = ways.reduce((sum, each) => sum + each, 0);
  return Math.min(1, tail * 2 ** -(ranks.length % 512));
}
