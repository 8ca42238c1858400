/**
 * Holm's correction for testing several hypotheses at once: adjusted p-values, in the order given. What
 * is at most alpha may be called found, and any of those is false with a chance of at most alpha.
 *
 * @param ps p-values; null where a hypothesis has none, which counts in the family as p = 1
 * @returns the adjusted p-values, at most 1; null stays null
 * @see Holm (1979), A simple sequentially rejective multiple test procedure
 */
export function holm(ps: readonly (number | null)[]): (number | null)[] {
  const order = ps.map((p, index) => ({ p: p ?? 1, index })).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = [...ps];
  let largest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    largest = Math.min(1, Math.max(largest, p * (ps.length - rank)));
    if (ps[index] !== null) adjusted[index] = largest;
  }
  return adjusted;
}
