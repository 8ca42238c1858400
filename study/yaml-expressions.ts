const EXPRESSION = /\$\{\{[^\n{}:#'"]*\}\}/g;
const MARK = '\uE000'; // of the private-use area

/**
 * Puts a plain word of the same length in place of each `${{ … }}`, so that offsets stay true and
 * braces cannot confuse the parser; null when there is none. `restore` undoes it in a value.
 */
export function hideExpressions(
  text: string,
): { readonly text: string; readonly restore: (value: string) => string } | null {
  if (text.includes(MARK)) return null;
  const hidden: string[] = [];
  const replaced = text.replace(EXPRESSION, (expression) => {
    hidden.push(expression);
    // Base 36 keeps 46,656 indexes within the shortest expression's five characters.
    const index = (hidden.length - 1).toString(36);
    return MARK + index.padStart(expression.length - 2, '0') + MARK;
  });
  if (hidden.length === 0 || replaced.length !== text.length) return null;
  return {
    text: replaced,
    restore: (value) =>
      value.replace(/\uE000([0-9a-z]+)\uE000/g, (_, index) => hidden[parseInt(index, 36)] ?? ''),
  };
}
