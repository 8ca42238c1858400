import type { Diagnostic, TextPosition, Warning } from './diagnostics.ts';
import { LIMITS } from './limits.ts';
import { visible } from './readable.ts';

/**
 * Diagnostics, or warnings, for people: place and sentence, the source line, a squiggle under the token; then
 * how many there are. Ends with a line break.
 */
export function formatDiagnostics(
  diagnostics: readonly (Diagnostic | Warning)[],
  options: { readonly color: boolean },
): string {
  const paint = options.color ? ANSI : PLAIN;
  const word = diagnostics.some((each) => 'severity' in each) ? 'warning' : 'error';
  const shown = diagnostics.slice(0, LIMITS.diagnostics);
  const blocks = shown.map(({ at, code, message }) => {
    const place = placeOf(at);
    const head = `${paint.place(visible(place))} ${paint[word](word)} ${paint.code(code)}: ${visible(message)}`;
    return at.kind === 'object' || at.excerpt.trim() === ''
      ? head
      : `${head}\n${excerpt(at, paint, paint[word])}`;
  });
  const more = diagnostics.length - shown.length;
  const total = `${diagnostics.length} ${word}${diagnostics.length === 1 ? '' : 's'}`;
  return `${blocks.join('\n\n')}\n\n${total}${more > 0 ? `, ${more} of them not shown` : ''}\n`;
}

function placeOf(at: Diagnostic['at']): string {
  if (at.kind === 'object') return `${at.file}#${at.pointer}`;
  return at.kind === 'set' ? '--set' : `${at.file}:${at.line}:${at.column}`;
}

type Paint = Readonly<
  Record<'place' | 'error' | 'warning' | 'code' | 'dim', (text: string) => string>
>;

const plain = (text: string): string => text;
const PLAIN: Paint = { place: plain, error: plain, warning: plain, code: plain, dim: plain };
const sgr =
  (style: number) =>
  (text: string): string =>
    `\u001B[${style}m${text}\u001B[0m`;
const ANSI: Paint = {
  place: sgr(36),
  error: sgr(31),
  warning: sgr(33),
  code: sgr(90),
  dim: sgr(90),
};

function excerpt(at: TextPosition, paint: Paint, mark: (text: string) => string): string {
  const number = at.kind === 'set' ? '' : String(at.line);
  const gutter = ' '.repeat(number.length);
  const bar = paint.dim('|');
  const text = visible(at.excerpt);
  // A tab before the token stays one, so that the squiggle lands where the terminal puts the token.
  const before = visible(at.excerpt.slice(0, at.start)).replace(/[^\t]/gu, ' ');
  const token = visible(at.excerpt.slice(at.start, at.end));
  const squiggle = mark('~'.repeat(Math.max(1, [...token].length)));
  return `  ${paint.dim(number)} ${bar} ${text}\n  ${gutter} ${bar} ${before}${squiggle}`;
}
