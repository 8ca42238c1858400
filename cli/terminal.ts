import { durationText, formatValue } from '../study/format.ts';
export { counted } from '../study/format.ts';
import { styleText } from 'node:util';

/** Whether colours are wanted on a stream: a terminal, without NO_COLOR. */
export function hasColor(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR']) return false;
  return stream.isTTY && process.env['TERM'] !== 'dumb';
}

type Style = Parameters<typeof styleText>[0];

/** Text in a style where standard output shows styles. */
export function styled(style: Style, text: string): string {
  return hasColor(process.stdout) ? styleText(style, text) : text;
}

/** A metric's value, or a dash where there is none. */
export function metricText(value: number | undefined): string {
  return value === undefined ? '–' : formatValue(value);
}

/** Whole seconds as people read them: `0 s`, `8 s`, `1 min 12 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  return seconds < 0.5 ? '0 s' : durationText(1000 * Math.round(seconds));
}

/** How wide standard output is; where nobody knows, as wide as any terminal. */
export function columns(): number {
  return process.stdout.columns ?? 80;
}

/** A text in lines of at most so many columns, cut between words. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** A text in as many lines as it takes where it is shown. */
export function paragraph(text: string): string {
  return wrapped(text, columns()).join('\n');
}

/** Rows as aligned columns, two spaces between; numbers to the right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const widths = header.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const width = widths[i] ?? 0;
        return right.includes(i) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [styled('dim', line(header)), ...rows.map(line)].join('\n');
}
