import type { YAMLError } from 'yaml';
import { cut } from './readable.ts';

/** What is wrong with a YAML text, where, and how to mend it, in a writer's words. */
export function explainYaml(
  error: YAMLError,
  text: string,
): { readonly message: string; readonly pos: readonly [number, number] } {
  const { pos } = error;
  const said = error.message.split('\n')[0]!;
  const quote = /^Missing closing (["'])/.exec(said)?.[1];
  if (quote !== undefined) {
    const open = text.lastIndexOf(quote, pos[0] - 1);
    return { message: 'This quote is never closed.', pos: [open, open + 1] };
  }
  const flow = /^Flow (map|sequence)/.exec(said)?.[1];
  if (flow !== undefined) {
    const [open, close] = flow === 'map' ? (['{', '}'] as const) : (['[', ']'] as const);
    const at = unclosed(text.slice(0, pos[0]), open, close);
    return { message: `This \`${open}\` is not closed with \`${close}\`.`, pos: [at, at + 1] };
  }
  return { message: sentenceFor(error, said, text), pos };
}

function sentenceFor({ code, pos }: YAMLError, said: string, text: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'YAML is indented with spaces; this is a tab.';
    case 'TAG_RESOLVE_FAILED':
      return 'Tags such as `!name` have no meaning here. Remove it.';
    case 'BAD_SCALAR_START':
      return `A text that begins with \`${text[pos[0]] ?? ''}\` needs quotes.`;
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'No key can begin here. Quote a text that holds `: `; else check the indentation of this line and the next.';
    case 'MULTILINE_IMPLICIT_KEY':
    case 'MISSING_CHAR':
      return 'After a key come a colon, a space and its value.';
    case 'BAD_INDENT':
      return 'This is indented differently from the lines that it belongs to.';
    default:
      return `This is not YAML: ${cut(said, 120)}.`;
  }
}

/** Where the last bracket stands that nothing after it closes. */
function unclosed(text: string, open: string, close: string): number {
  let closed = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    if (text[i] === close) closed++;
    else if (text[i] === open && closed-- === 0) return i;
  }
  return text.lastIndexOf(open);
}
