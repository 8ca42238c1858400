import type { ErrorObject } from 'ajv';
import type { Diagnostic } from './diagnostics.ts';
import { explainLayer, layerFieldHint } from './explain-layer.ts';
import { explainValue } from './explain-value.ts';
import type { Schema } from './fields.ts';
import { LAYER_FIELDS } from './layers.ts';
import { isLayer } from './place.ts';
import type { Place } from './place.ts';
import { relevantErrors } from './relevant-errors.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { Location, SpecNode } from './tree.ts';
import { FIELD_TABLES, suggestField } from './vocabulary.ts';
import type { Suggestion } from './vocabulary.ts';
import { listed, pathText } from './words.ts';

/** Says in a spec writer's words what the schema's validator found. */
export function explain(errors: readonly ErrorObject[], root: SpecNode): readonly Diagnostic[] {
  const byPlace = new Map<string, ErrorObject[]>();
  for (const error of relevantErrors(errors)) {
    const here = byPlace.get(error.instancePath) ?? [];
    byPlace.set(error.instancePath, [...here, error]);
  }
  return [...byPlace].flatMap(([pointer, here]) => {
    const path = pathOf(pointer, root);
    const node = valueAt(root, ...path);
    if (node === undefined || (node.kind === 'scalar' && node.refused)) return [];
    return explainPlace({ path, node, root }, here);
  });
}

function explainPlace(place: Place, errors: readonly ErrorObject[]): readonly Diagnostic[] {
  const ofKind = (keyword: string): readonly ErrorObject[] =>
    errors.filter((error) => error.keyword === keyword);
  const unknown = ofKind('additionalProperties');
  const meant = new Set<string>(); // fields that are there under another name are not missing
  const diagnostics = unknown.map((error) => {
    const given = error.params['additionalProperty'] as string;
    const allowed = Object.keys((error.parentSchema as Schema)['properties'] as object);
    const suggestion = suggestField(given, allowed);
    if (suggestion !== undefined && 'name' in suggestion) meant.add(suggestion.name);
    return unknownField(given, allowed, suggestion, place);
  });
  const missing = [...ofKind('required'), ...ofKind('dependentRequired')]
    .map((error) => error.params['missingProperty'] as string)
    .filter((name) => !meant.has(name));
  if (missing.length > 0) diagnostics.push(missingFields(missing, place));
  for (const error of ofKind('propertyNames')) {
    diagnostics.push(badName(error.params['propertyName'] as string, place));
  }
  // One sentence a value: that a text is no number makes its size no news.
  const value = errors.find(({ keyword }) => !OF_FIELDS.has(keyword));
  if (value !== undefined && unknown.length === 0) diagnostics.push(explainValue(place, value));
  return diagnostics;
}

const OF_FIELDS: ReadonlySet<string> = new Set([
  'additionalProperties',
  'required',
  'dependentRequired',
  'propertyNames',
]);

function unknownField(
  given: string,
  allowed: readonly string[],
  suggestion: Suggestion | undefined,
  { path, node }: Place,
): Diagnostic {
  const at = entryOf(node, given)?.keyAt ?? node.at;
  const kind = isLayer(path) ? 'layer' : kindAt(path);
  const layer = kind === 'layer' ? explainLayer(given) : undefined;
  if (layer !== undefined) return diagnose('unknown-field', at, layer);
  const owner = path.length === 0 ? 'a spec' : `\`${pathText(path)}\``;
  const sentence = `\`${given}\` is no ${kind}${kind === 'field' ? ` of ${owner}` : ''}.`;
  const elsewhere = isLayer(path.slice(0, -1)) ? layerFieldHint(given) : undefined;
  if (elsewhere !== undefined) return diagnose('unknown-field', at, `${sentence} ${elsewhere}`);
  const names = kind === 'layer' ? allowed.filter((name) => !(name in LAYER_FIELDS)) : allowed;
  const all =
    names.length === 0
      ? 'It has none.'
      : names.length === 1
        ? `The only ${kind} is \`${names[0]}\`.`
        : `The ${kind === 'loss' ? 'losses' : `${kind}s`} are ${listed(names, 'and')}.`;
  return diagnose('unknown-field', at, `${sentence} ${hint(given, suggestion, all)}`);
}

const KINDS: ReadonlySet<unknown> = new Set(['optimizer', 'schedule', 'loss']);

/** What the names of a map are names of. */
function kindAt(path: Place['path']): string {
  const [section, name] = path;
  if (section === 'metrics' && path.length === 2) return 'metric';
  const isKind = path.length === 2 && section === 'training' && KINDS.has(name);
  return isKind ? String(name) : 'field';
}

function hint(given: string, suggestion: Suggestion | undefined, all: string): string {
  switch (suggestion?.kind) {
    case 'alias':
      return `Here it is called \`${suggestion.name}\`.`;
    case 'near':
      return `Did you mean \`${suggestion.name}\`?`;
    case 'elsewhere':
      return `It belongs at \`${suggestion.path}\`.`;
    case 'needless':
      return `${suggestion.why} Leave it out.`;
    case 'not-yet':
      return `This version of Epochal has none. ${all}`;
    case undefined:
      return /^\d{3}$/.test(given)
        ? 'If this is the end of a number, write the number without a comma.'
        : all;
  }
}

function missingFields(names: readonly string[], { path, node, root }: Place): Diagnostic {
  const owner = path.at(-1);
  const parent = path.length === 0 ? undefined : valueAt(root, ...path.slice(0, -1));
  const first = node.kind === 'map' ? node.entries[0]?.keyAt : undefined;
  const at: Location =
    path.length === 0
      ? (first ?? node.at)
      : ((typeof owner === 'string' ? entryOf(parent, owner)?.keyAt : undefined) ?? node.at);
  const table = pathText(path)
    .replace(/\[\d+\]/g, '[]')
    .replace(/^steps\..*/, 'steps.ID');
  const doc = names.length === 1 ? FIELD_TABLES[table]?.[names[0]!]?.doc : undefined;
  const subject = path.length === 0 ? 'A spec' : `\`${pathText(path)}\``;
  const sentence = `${subject} needs ${listed(names, 'and')}.`;
  return diagnose('missing-field', at, doc === undefined ? sentence : `${sentence} ${doc}`);
}

function badName(name: string, { path, node }: Place): Diagnostic {
  return diagnose(
    'bad-key',
    entryOf(node, name)?.keyAt ?? node.at,
    `A name in \`${pathText(path)}\` begins with a letter; letters, digits and \`_\` follow.` +
      (path[0] === 'matrix' ? ' A path is one such as `training.batchSize`.' : ''),
  );
}

/** A JSON pointer's steps; list positions as numbers, as the tree has them. */
function pathOf(pointer: string, root: SpecNode): readonly (string | number)[] {
  const path: (string | number)[] = [];
  let node: SpecNode | undefined = root;
  for (const raw of pointer.split('/').slice(1)) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const step: string | number = node?.kind === 'list' ? Number(key) : key;
    path.push(step);
    node = valueAt(node, step);
  }
  return path;
}
