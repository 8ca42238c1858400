const QUOTED_LENGTH = 80;
/** Paths are longer than names. */
const WRITTEN_LENGTH = 200;
const SENTENCE_LENGTH = 1_000;

/** A text of at most so many UTF-16 code units, none of them half a character. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${whole(text.slice(0, length - 1))}…`;
}

/** What somebody wrote, in quotes on one line, as far as it tells what was meant. */
export function quoted(text: string): string {
  return JSON.stringify(cut(visible(text), WRITTEN_LENGTH));
}

/** A sentence that stays one, whatever the names are that it quotes in backticks. */
export function readable(sentence: string): string {
  const shortened = sentence.replace(/`[^`]+`/g, (name) =>
    name.length <= QUOTED_LENGTH ? name : `${whole(name.slice(0, QUOTED_LENGTH - 2))}…\``,
  );
  return cut(shortened, SENTENCE_LENGTH);
}

/**
 * A text that cannot drive a terminal: a question mark for each control character, for marks that
 * reorder what is around them, and for half a character.
 */
export function visible(text: string): string {
  return text.replace(UNSAFE, '?');
}

/** What no text of a spec holds. Line breaks and tabs are text. */
export const CONTROL =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]|\p{Surrogate}/u;

const UNSAFE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]|\p{Surrogate}/gu;

/** Without the half of a character that a cut leaves at the end. */
function whole(text: string): string {
  return text.replace(/\p{Surrogate}$/u, '');
}
