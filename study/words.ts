import type { Schema } from './fields.ts';
import { cut } from './readable.ts';
import type { SpecNode } from './tree.ts';

/** A schema in words: `a whole number from 1 to 10,000`. */
export function describeSchema(schema: Schema): string {
  if (typeof schema['title'] === 'string') return schema['title'];
  if (Array.isArray(schema['anyOf'])) {
    const branches = (schema['anyOf'] as readonly Schema[])
      .filter((branch) => branch['$ref'] === undefined)
      .map(describeSchema);
    return [...new Set(branches)].join(', or ');
  }
  if (Array.isArray(schema['enum'])) return listed(schema['enum'] as readonly string[], 'or');
  const { minimum, maximum, exclusiveMinimum } = schema;
  switch (schema['type']) {
    case 'integer':
      return `a whole number from ${count(minimum as number)} to ${count(maximum as number)}`;
    case 'number':
      return exclusiveMinimum === undefined
        ? 'a number'
        : `a number above ${exclusiveMinimum as number}`;
    case 'string':
      return schema['maxLength'] === undefined
        ? 'a text'
        : `a text of 1 to ${count(schema['maxLength'] as number)} characters`;
    case 'array':
      return 'a list';
    default:
      return 'a map of fields';
  }
}

const MOST_LISTED = 20;

/** A value in words: `the text "fifty"`, `an empty list`. */
export function describeValue(node: SpecNode): string {
  if (node.kind === 'map') return node.entries.length === 0 ? 'an empty map' : 'a map';
  if (node.kind === 'list') {
    return node.items.length === 0 ? 'an empty list' : 'a list';
  }
  if (node.value === null) return 'nothing';
  if (typeof node.value !== 'string') {
    return cut(node.text === '' ? String(node.value) : node.text, 40);
  }
  return node.value === '' ? 'an empty text' : `the text ${shortened(node.value)}`;
}

/** A text in double quotes on one line, cut when it is long. */
export function shortened(text: string): string {
  return JSON.stringify(cut(text, 41));
}

/** `` `a`, `b` and `c` ``, and how many more there are than anyone reads. */
export function listed(names: readonly string[], word: 'and' | 'or'): string {
  const quoted = names.slice(0, MOST_LISTED).map((name) => `\`${name}\``);
  const more = names.length - quoted.length;
  if (more > 0) return `${quoted.join(', ')} ${word} ${count(more)} more`;
  if (quoted.length < 2) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} ${word} ${quoted.at(-1)}`;
}

/** A whole number with thousands separated: `60,000`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A path as a spec's writer thinks of it: `model.layers[2].dense.units`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`))
    .join('');
}
