const BARS = '▁▂▃▄▅▆▇█';
/** Where all values are the same there is no lowest and no highest one. */
const MIDDLE = '▄';
/** What stands for a value that is no finite number. */
const GAP = '·';

/**
 * A curve in one line of text: a bar for each value, the lowest `▁` and the highest `█`; equal values
 * are all `▄`, and what is not finite is `·`.
 *
 * @param width the most characters, from 1; of more values than that each character shows the last one
 * of its share, so that the newest value always ends the line
 */
export function sparkline(values: readonly number[], width: number): string {
  const shown = thinned(values, width);
  const finite = shown.filter(Number.isFinite);
  const lowest = Math.min(...finite);
  const range = Math.max(...finite) - lowest;
  return shown
    .map((value) => {
      if (!Number.isFinite(value)) return GAP;
      if (range === 0) return MIDDLE;
      const level = Math.floor(((value - lowest) / range) * BARS.length);
      return BARS[Math.min(level, BARS.length - 1)]!;
    })
    .join('');
}

/** At most `most` of the values, evenly: the last one of each share. */
export function thinned(values: readonly number[], most: number): readonly number[] {
  if (values.length <= most) return values;
  return Array.from(
    { length: most },
    (_, i) => values[Math.floor(((i + 1) * values.length) / most) - 1]!,
  );
}
