import type { YAMLError } from 'yaml';

/** What is wrong with a YAML text and how to mend it, in a writer's words. */
export function sentenceFor(error: YAMLError, text: string): string {
  const message = error.message.split('\n')[0]!;
  const character = text[error.pos[0]] ?? '';
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'YAML is indented with spaces; this is a tab.';
    case 'TAG_RESOLVE_FAILED':
      return 'Tags such as `!name` have no meaning here. Remove it.';
    case 'BAD_SCALAR_START':
      return `A text that begins with \`${character}\` needs quotes.`;
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'No key can begin here. Quote a text that holds `: `; else check the indentation.';
    case 'MISSING_CHAR':
      if (message.includes('quote')) return 'This text’s closing quote is missing.';
      if (message.includes('followed by map values')) return 'A key is followed by `: ` and a value.';
      break;
    case 'BAD_INDENT':
      if (message.startsWith('Flow')) break;
      return 'This is indented differently from the lines that it belongs to.';
    default:
  }
  const flow = /^Flow (map|sequence)/.exec(message)?.[1];
  if (flow !== undefined) {
    const [open, close] = flow === 'map' ? ['{', '}'] : ['[', ']'];
    return `A \`${open}\` further up is not closed with \`${close}\`.`;
  }
  return `This is not YAML: ${message}.`;
}
