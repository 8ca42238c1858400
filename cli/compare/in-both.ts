/** Things that are in both of two lists, paired, and those that only one of them has. */
export interface InBoth<T> {
  readonly both: readonly (readonly [a: T, b: T])[];
  readonly onlyA: readonly T[];
  readonly onlyB: readonly T[];
}

/** Pairs what has the same id, in the order of the first list. */
export function inBoth<T>(a: readonly T[], b: readonly T[], id: (item: T) => string): InBoth<T> {
  const byId = new Map(b.map((item) => [id(item), item]));
  const ids = new Set(a.map(id));
  const pairs = a.map((item) => [item, byId.get(id(item))] as const);
  return {
    both: pairs.flatMap(([x, y]) => (y === undefined ? [] : [[x, y] as const])),
    onlyA: pairs.flatMap(([x, y]) => (y === undefined ? [x] : [])),
    onlyB: b.filter((item) => !ids.has(id(item))),
  };
}
