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
function upperTail(ranks: readonly number[], observed: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const chances = new Float64Array(total + 1);
  chances[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum -= 1) {
      const without = chances[sum]!;
      const having = sum >= rank ? chances[sum - rank]! : 0;
      chances[sum] = (without + having) / 2;
    }
  }
  // The smallest first, so that a tail of tiny chances keeps its digits.
  let tail = 0;
  for (let sum = total; sum >= observed; sum -= 1) tail += chances[sum]!;
  return Math.min(1, tail);
}
