import { LIMITS } from './limits.ts';

/**
 * The name that was probably meant: equal but for case and punctuation, else within a few edits.
 * Undefined when none is near.
 */
export function nearName(given: string, names: readonly string[]): string | undefined {
  if (given.length > LIMITS.nameLength) return undefined; // no name is so long
  const plain = plainName(given);
  const same = names.find((name) => plainName(name) === plain);
  if (same !== undefined) return same;
  let best: string | undefined;
  let least = plain.length < 4 ? 2 : plain.length < 9 ? 3 : 4; // one more than may differ
  for (const name of names) {
    if (Math.abs(name.length - plain.length) >= least) continue; // so far apart already
    const distance = editDistance(plain, plainName(name));
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** A name without case and punctuation: `batch_size`, `batchSize` and `Batch-Size` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, replace);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      }
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
