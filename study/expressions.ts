/** What stands inside `${{ … }}`. `text` is all of it, as it is written. */
export type Expression = (Reference | { readonly kind: 'bad' }) & { readonly text: string };

/** What has a value in a trial: a variable, the seed, or what a step gave. */
export type Reference =
  | { readonly kind: 'matrix' | 'vars'; readonly name: string }
  | { readonly kind: 'seed' }
  | StepReference;

/** An output of a step, or a part of it: `steps.test.metrics.accuracy`. */
export interface StepReference {
  readonly kind: 'steps';
  readonly step: string;
  readonly output: string;
  /** Names of members, from the output inwards. */
  readonly members: readonly string[];
}

/** A text's literal parts and expressions in order; a text without any is one literal. */
export function parseExpressions(text: string): readonly (string | Expression)[] {
  const parts: (string | Expression)[] = [];
  let rest = text;
  for (let open = rest.indexOf('${{'); open !== -1; open = rest.indexOf('${{')) {
    const close = rest.indexOf('}}', open);
    if (close === -1) return [...parts, { kind: 'bad', text: rest.slice(open) }];
    if (open > 0) parts.push(rest.slice(0, open));
    const inner = parseReference(rest.slice(open + 3, close).trim());
    parts.push({ ...(inner ?? { kind: 'bad' }), text: rest.slice(open, close + 2) });
    rest = rest.slice(close + 2);
  }
  return rest === '' && parts.length > 0 ? parts : [...parts, rest];
}

/** Whether a value is a text with an expression in it. */
export function hasExpression(value: unknown): value is string {
  return typeof value === 'string' && value.includes('${{');
}

/** The reference that a text is, such as `matrix.activation`; null for any other text. */
export function parseReference(text: string): Reference | null {
  if (text === 'seed') return { kind: 'seed' };
  const named = /^(matrix|vars)\.([A-Za-z][A-Za-z0-9_]*)$/.exec(text);
  if (named !== null) return { kind: named[1] as 'matrix' | 'vars', name: named[2]! };
  const step =
    /^steps\.([A-Za-z][A-Za-z0-9_-]*)\.([A-Za-z][A-Za-z0-9_]*)((?:\.[A-Za-z][A-Za-z0-9_]*)*)$/.exec(
      text,
    );
  if (step === null) return null;
  const members = step[3]!.split('.').slice(1);
  return { kind: 'steps', step: step[1]!, output: step[2]!, members };
}
