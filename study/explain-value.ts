import type { ErrorObject } from 'ajv';
import type { Diagnostic } from './diagnostics.ts';
import { explainLayer } from './explain-layer.ts';
import type { Schema } from './fields.ts';
import type { Kinds } from './kinds.ts';
import { LIMITS } from './limits.ts';
import { LOSSES } from './losses.ts';
import { OPTIMIZERS } from './optimizers.ts';
import { isLayer } from './place.ts';
import type { Place } from './place.ts';
import { SCHEDULES } from './schedules.ts';
import { DURATION } from './step-fields.ts';
import { diagnose, entryOf, placeOf, valueAt } from './tree.ts';
import { suggestValue } from './vocabulary.ts';
import { count, describeSchema, describeValue, listed, pathText } from './words.ts';

/** Says why a value does not fit its field, what would, and what was probably meant. */
export function explainValue(place: Place, error: ErrorObject): Diagnostic {
  const { path, node, root } = place;
  const schema = error.parentSchema as Schema;
  const name = path.length === 0 ? 'A spec' : `\`${pathText(path)}\``;
  if (error.keyword === 'uniqueItems') {
    const item = valueAt(node, Math.max(error.params['i'] as number, error.params['j'] as number));
    const message = `${name} has ${describeValue(item ?? node)} twice.`;
    return diagnose('duplicate-value', (item ?? node).at, message);
  }
  const from =
    node.kind === 'scalar' && node.from !== undefined
      ? ` It stands in place of \`${node.from.text}\` ${placeOf(node.from.at)}.`
      : '';
  const layer = isLayer(path) ? explainLayer(node) : undefined;
  if (layer !== undefined) return diagnose('bad-value', node.at, layer + from);
  if (node.kind === 'scalar' && node.value === null) {
    // Nothing has no place of its own: its field's name shows better what is empty.
    const parent = valueAt(root, ...path.slice(0, -1));
    const at = entryOf(parent, String(path.at(-1)))?.keyAt ?? node.at;
    return diagnose('bad-value', at, `${name} is empty. It takes ${describeSchema(schema)}.`);
  }
  if (error.keyword === 'maxProperties' && error.params['limit'] === 1 && node.kind === 'map') {
    const names = node.entries.map(({ key }) => key);
    const message = `${name} takes one of them, and here are ${listed(names, 'and')}.`;
    return diagnose('bad-value', node.entries[0]!.keyAt, message);
  }
  const tooMany = /^max(Items|Properties)$/.test(error.keyword);
  const expected = tooMany
    ? `at most ${count(error.params['limit'] as number)} of them`
    : describeSchema(schema);
  const message = `${name} takes ${expected}, not ${describeValue(node)}.${hint(place, schema)}`;
  return diagnose('bad-value', node.at, message + from);
}

function hint({ path, node }: Place, schema: Schema): string {
  if (node.kind !== 'scalar') return '';
  const field = path.at(-1);
  const { value } = node;
  if (path.length === 1 && field === 'seeds' && typeof value === 'number') {
    if (!Number.isInteger(value) || value < 1 || value > LIMITS.trials) return '';
    return (
      ` For ${value === 1 ? 'one seed' : `${count(value)} seeds`} write ` +
      `\`{ count: ${value}, from: 0 }\`; for seed ${value} alone, \`[${value}]\`.`
    );
  }
  const allowed = allowedTexts(schema) ?? (KINDS[String(field)] && []);
  if (allowed !== undefined) {
    return typeof value === 'string' ? choiceHint(value, allowed, String(field)) : '';
  }
  if (typeof value === 'string') return textHint(value, schema);
  if (typeof value === 'number') {
    // Where a text has a form of its own, a number in quotes is none either.
    if (schema['type'] === 'string' && !isDuration(schema)) return ' Put quotes around it.';
    if (isDuration(schema)) return ` Write \`${value}s\` for seconds.`;
    if (schema['type'] === 'array') return ` Write \`[${value}]\`.`;
    const required = (schema['required'] ?? []) as readonly string[];
    if (required.length === 1) return ` Write \`{ ${required[0]}: ${value} }\`.`;
  }
  return '';
}

function choiceHint(value: string, allowed: readonly string[], field: string): string {
  if (field === 'monitor' && value.startsWith('test.')) {
    return ' The test images are looked at once, at the end: they must not choose an epoch.';
  }
  const split = allowed.filter((metric) => metric.endsWith(`.${METRICS[value] ?? value}`));
  if (split.length > 0) return ` Say of which images: ${listed(split, 'or')}.`;
  const kinds = KINDS[field];
  const meant = kinds && suggestValue(value, Object.keys(kinds));
  if (meant && 'name' in meant && !allowed.includes(meant.name)) {
    return ` Write \`{ ${kinds[meant.name]!.example} }\`.`;
  }
  const suggestion = suggestValue(value, allowed);
  switch (suggestion?.kind) {
    case 'near':
      return ` Did you mean \`${suggestion.name}\`?`;
    case 'alias':
      return ` Here it is called \`${suggestion.name}\`.`;
    case 'not-yet':
      return ' This version of Epochal has none.';
    default:
      return '';
  }
}

/** Fields whose value is a kind: some of those can't be written as a name alone. */
const KINDS: Readonly<Record<string, Kinds>> = {
  optimizer: OPTIMIZERS,
  schedule: SCHEDULES,
  loss: LOSSES,
};

const METRICS: Readonly<Record<string, string>> = { acc: 'accuracy' };

function textHint(value: string, schema: Schema): string {
  const numeric = value.replace(/[_ ]/g, '');
  if (takesNumber(schema) && /^\d+(\.\d+)?$/.test(numeric)) {
    return ` Write ${numeric}, without ${numeric === value ? 'quotes' : 'separators'}.`;
  }
  if (isDuration(schema)) return durationHint(value);
  if (schema['pattern'] !== undefined) {
    const name = value
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .slice(0, LIMITS.nameLength)
      .replace(/^[._-]+|-+$/g, '');
    return name === '' || name === value ? '' : ` Did you mean \`${name}\`?`;
  }
  return schema['type'] === 'array' && /^\w+$/.test(value) ? ` Write \`[${value}]\`.` : '';
}

function isDuration(schema: Schema): boolean {
  return schema['pattern'] === DURATION['pattern'];
}

/** `5 minutes` as `5m`. */
function durationHint(value: string): string {
  const [, amount, unit] = /^([\d.]+)\s*([a-z]+)$/i.exec(value.trim()) ?? [];
  const found = Object.entries(UNIT_WORDS).find(([, words]) => words.test(unit ?? ''));
  return found === undefined ? '' : ` Did you mean \`${amount}${found[0]}\`?`;
}

const UNIT_WORDS: Readonly<Record<string, RegExp>> = {
  ms: /^(ms|msecs?|milli(second)?s?)$/i,
  s: /^(s|secs?|seconds?)$/i,
  m: /^(m|mins?|minutes?)$/i,
  h: /^(h|hrs?|hours?)$/i,
  d: /^(d|days?)$/i,
};

function allowedTexts(schema: Schema): readonly string[] | undefined {
  if (Array.isArray(schema['enum'])) return schema['enum'] as readonly string[];
  if (!Array.isArray(schema['anyOf'])) return undefined;
  const branches = schema['anyOf'] as readonly Schema[];
  return branches.map(allowedTexts).find((texts) => texts !== undefined);
}

function takesNumber(schema: Schema): boolean {
  if (Array.isArray(schema['anyOf']))
    return (schema['anyOf'] as readonly Schema[]).some(takesNumber);
  return schema['type'] === 'integer' || schema['type'] === 'number';
}
