import { parseReference } from './expressions.ts';
import type { Reference } from './expressions.ts';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** What an `if` says, as a tree. JSON-safe: it is a part of the plan. */
export type Condition =
  | { readonly kind: 'value'; readonly value: number | string | boolean }
  | Reference
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Condition;
      readonly right: Condition;
    };

/** A condition nests no deeper than anyone reads; the parser recurses. */
const MOST_DEPTH = 32;

/**
 * Parses `steps.test.metrics.accuracy >= 0.9 and not (seed == 0)`. From the loosest: `or`, `and`,
 * `not`, one comparison. `${{ }}` around all of it may be left out, as in GitHub Actions.
 */
export function parseCondition(
  text: string,
): { readonly condition: Condition } | { readonly problem: string } {
  const inner = /^\s*\$\{\{([^]*)\}\}\s*$/.exec(text)?.[1] ?? text;
  try {
    return { condition: new Parser(tokensOf(inner)).whole() };
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message };
    throw error;
  }
}

/**
 * Whether a condition holds. What a skipped step would have given is null, and compares with
 * nothing: only `!=` holds then. Order is that of numbers, or of texts by code unit.
 */
export function holds(condition: Condition, valueOf: (reference: Reference) => unknown): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, valueOf) && holds(condition.right, valueOf);
    case 'or':
      return holds(condition.left, valueOf) || holds(condition.right, valueOf);
    case 'not':
      return !holds(condition.of, valueOf);
    case 'compare':
      return compare(
        condition.operator,
        operandOf(condition.left, valueOf),
        operandOf(condition.right, valueOf),
      );
    default:
      return operandOf(condition, valueOf) === true;
  }
}

/** A condition as a spec would have it, with the brackets that it needs. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'value':
      return typeof condition.value === 'string'
        ? quoted(condition.value)
        : String(condition.value);
    case 'seed':
      return 'seed';
    case 'matrix':
    case 'vars':
      return `${condition.kind}.${condition.name}`;
    case 'steps':
      return ['steps', condition.step, condition.output, ...condition.members].join('.');
    case 'not':
      return `not ${inBrackets(condition.of)}`;
    default: {
      const word = condition.kind === 'compare' ? condition.operator : condition.kind;
      return `${inBrackets(condition.left)} ${word} ${inBrackets(condition.right)}`;
    }
  }
}

function inBrackets(part: Condition): string {
  const whole = !['and', 'or', 'compare'].includes(part.kind);
  return whole ? conditionText(part) : `(${conditionText(part)})`;
}

function quoted(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

/** Every reference of a condition, in the order in which they are written. */
export function referencesIn(condition: Condition): readonly Reference[] {
  switch (condition.kind) {
    case 'value':
      return [];
    case 'not':
      return referencesIn(condition.of);
    case 'and':
    case 'or':
    case 'compare':
      return [...referencesIn(condition.left), ...referencesIn(condition.right)];
    default:
      return [condition];
  }
}

/** A condition's text with values in place of `vars.NAME`, where there is one. */
export function fillVarsIn(
  text: string,
  valueOf: (name: string) => number | string | boolean | undefined,
): string {
  return text.replace(TOKEN, (token, ...rest) => {
    const { name } = rest.at(-1) as { readonly name?: string };
    const reference = name === undefined ? null : parseReference(name);
    if (reference?.kind !== 'vars') return token;
    const value = valueOf(reference.name);
    if (value === undefined) return token;
    return token.replace(name!, () => (typeof value === 'string' ? quoted(value) : String(value)));
  });
}

function operandOf(operand: Condition, valueOf: (reference: Reference) => unknown): unknown {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'matrix':
    case 'vars':
    case 'seed':
    case 'steps':
      return valueOf(operand) ?? null;
    default:
      return holds(operand, valueOf);
  }
}

function compare(operator: Comparison, left: unknown, right: unknown): boolean {
  if (operator === '==') return left === right && left !== null;
  if (operator === '!=') return left !== right || left === null;
  const ordered =
    (typeof left === 'number' && typeof right === 'number') ||
    (typeof left === 'string' && typeof right === 'string');
  if (!ordered) return false;
  const [a, b] = [left as number, right as number]; // texts compare the same way
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

class Unreadable extends Error {}

const TOKEN =
  /\s*(?:(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<text>'[^']*'|"[^"]*")|(?<name>[A-Za-z][\w.-]*)|(?<sign>==|!=|<=|>=|&&|\|\||[<>()=!])|(?<bad>\S))/gy;

interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign';
  readonly text: string;
}

function tokensOf(text: string): Token[] {
  const tokens = [...text.matchAll(TOKEN)].map(({ groups = {} }): Token => {
    const [kind, found] = Object.entries(groups).find(([, value]) => value !== undefined)!;
    if (kind === 'bad') throw new Unreadable(`\`${found}\` has no meaning in a condition.`);
    return { kind: kind as Token['kind'], text: found };
  });
  return tokens;
}

/** How other languages write what has a word here. */
const WORDS: Readonly<Record<string, string>> = { '&&': 'and', '||': 'or', '!': 'not', '=': '==' };

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Condition {
    if (this.#tokens.length === 0) throw new Unreadable('The condition is empty.');
    const condition = this.#or();
    const rest = this.#next();
    if (rest !== undefined) throw unexpected(rest);
    return condition;
  }

  #or(): Condition {
    if (++this.#depth > MOST_DEPTH) {
      throw new Unreadable(`A condition has at most ${MOST_DEPTH} levels of brackets.`);
    }
    let left = this.#and();
    while (this.#take('or')) left = { kind: 'or', left, right: this.#and() };
    this.#depth--;
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.#take('and')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Condition {
    let negated = false;
    while (this.#take('not')) negated = !negated;
    const condition = this.#comparison();
    return negated ? { kind: 'not', of: condition } : condition;
  }

  #comparison(): Condition {
    const left = this.#operand();
    const operator = this.#peek()?.text;
    if (!['==', '!=', '<', '<=', '>', '>='].includes(operator ?? '')) return left;
    this.#at++;
    const right = this.#operand();
    return { kind: 'compare', operator: operator as Comparison, left, right };
  }

  #operand(): Condition {
    const token = this.#next();
    if (token === undefined) throw new Unreadable('The condition ends too early.');
    if (token.kind === 'number') return { kind: 'value', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'value', value: token.text.slice(1, -1) };
    if (token.text === '(') {
      const inner = this.#or();
      if (!this.#take(')')) throw new Unreadable('A bracket is not closed.');
      return inner;
    }
    if (token.text === 'true' || token.text === 'false') {
      return { kind: 'value', value: token.text === 'true' };
    }
    const reference = token.kind === 'name' ? parseReference(token.text) : null;
    if (reference === null) throw unexpected(token);
    return reference;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #take(text: string): boolean {
    const token = this.#peek();
    if (token?.text !== text || token.kind === 'text') return false;
    this.#at++;
    return true;
  }
}

function unexpected({ kind, text }: Token): Unreadable {
  const word = kind === 'sign' ? WORDS[text] : undefined;
  if (word !== undefined) return new Unreadable(`Write \`${word}\` for \`${text}\`.`);
  if (kind !== 'name') return new Unreadable(`\`${text}\` is not expected there.`);
  return new Unreadable(
    `\`${text}\` is nothing that has a value: a text stands in quotes, and an output of a step is ` +
      '`steps.ID.OUTPUT`.',
  );
}
