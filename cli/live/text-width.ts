import stringWidth from 'string-width';

/** How many columns of a terminal a text takes; styles take none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A text without styles in exactly so many columns: shortened in the middle, or padded. */
export function fitted(text: string, columns: number): string {
  const short = shortened(text, columns);
  return short + ' '.repeat(Math.max(0, columns - widthOf(short)));
}

/** A text without styles in at most so many columns: both its ends, `…` between them. */
export function shortened(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 1) return '';
  const letters = lettersOf(text);
  const tail = Math.floor((columns - 1) / 2);
  const end = takeWhile(letters.toReversed(), tail).toReversed();
  return `${takeWhile(letters, columns - 1 - tail).join('')}…${end.join('')}`;
}

/** Text as lines of at most so many columns, cut between words where that can be. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (widthOf(line) > columns) {
      const start = takeWhile(lettersOf(line), Math.max(2, columns)).join('');
      lines.push(start);
      line = line.slice(start.length);
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** As people count them: an accent or a joined emoji is no letter of its own. */
function lettersOf(text: string): readonly string[] {
  return Array.from(new Intl.Segmenter('en').segment(text), ({ segment }) => segment);
}

function takeWhile(letters: readonly string[], columns: number): readonly string[] {
  let left = columns;
  const first = letters.findIndex((letter) => (left -= widthOf(letter)) < 0);
  return first === -1 ? letters : letters.slice(0, first);
}
