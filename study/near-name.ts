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
    const distance = editDistance(plain, plainName(name), least);
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** A name without case and punctuation: `batch_size`, `batchSize` and `Batch-Size` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * Insertions, deletions, replacements and swaps of neighbours (optimal string alignment), as
 * long as they are at most `most`; else any number above it.
 */
function editDistance(a: string, b: string, most: number): number {
  // The rows of the last two characters of `a`, and the one that is filled.
  let [before, last, row] = [0, 0, 0].map(() => new Uint16Array(b.length + 1)) as [Row, Row, Row];
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    // Further from the diagonal than that, there are too many insertions already.
    row.fill(FAR);
    row[0] = i;
    const end = Math.min(b.length, i + most);
    for (let j = Math.max(1, i - most); j <= end; j++) {
      let least = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      if (last[j]! < least) least = last[j]! + 1;
      if (row[j - 1]! < least) least = row[j - 1]! + 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped && before[j - 2]! < least) least = before[j - 2]! + 1;
      row[j] = least;
    }
    [before, last, row] = [last, row, before];
  }
  return last[b.length]!;
}

type Row = Uint16Array;
const FAR = 1_000;
