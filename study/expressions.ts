/** What stands inside `${{ … }}`. `text` is all of it, as it is written. */
export type Expression =
  | { readonly kind: 'matrix' | 'vars'; readonly name: string; readonly text: string }
  | { readonly kind: 'seed' | 'bad'; readonly text: string }
  | {
      readonly kind: 'steps';
      readonly step: string;
      readonly output: string;
      readonly text: string;
    };

/** A text's literal parts and expressions in order; a text without any is one literal. */
export function parseExpressions(text: string): readonly (string | Expression)[] {
  const parts: (string | Expression)[] = [];
  let rest = text;
  for (let open = rest.indexOf('${{'); open !== -1; open = rest.indexOf('${{')) {
    const close = rest.indexOf('}}', open);
    if (close === -1) return [...parts, { kind: 'bad', text: rest.slice(open) }];
    if (open > 0) parts.push(rest.slice(0, open));
    parts.push(parseOne(rest.slice(open + 3, close).trim(), rest.slice(open, close + 2)));
    rest = rest.slice(close + 2);
  }
  return rest === '' && parts.length > 0 ? parts : [...parts, rest];
}

/** Whether a value is a text with an expression in it. */
export function hasExpression(value: unknown): value is string {
  return typeof value === 'string' && value.includes('${{');
}

function parseOne(inner: string, text: string): Expression {
  if (inner === 'seed') return { kind: 'seed', text };
  const named = /^(matrix|vars)\.([A-Za-z][A-Za-z0-9_]*)$/.exec(inner);
  if (named !== null) return { kind: named[1] as 'matrix' | 'vars', name: named[2]!, text };
  const step = /^steps\.([A-Za-z][A-Za-z0-9_-]*)\.([A-Za-z][A-Za-z0-9]*)$/.exec(inner);
  if (step !== null) return { kind: 'steps', step: step[1]!, output: step[2]!, text };
  return { kind: 'bad', text };
}
