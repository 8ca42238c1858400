import type { ErrorObject } from 'ajv';
import type { Diagnostic } from './diagnostics.ts';
import { explainLayer } from './explain-layer.ts';
import type { Fields, Schema } from './fields.ts';
import { diagnose, entryOf, placeOf, valueAt } from './tree.ts';
import type { Location, SpecNode } from './tree.ts';
import { FIELD_TABLES, suggestField, suggestValue } from './vocabulary.ts';
import type { Suggestion } from './vocabulary.ts';
import { count, describeSchema, describeValue, listed, pathText } from './words.ts';

/** Says in a spec writer's words what the schema's validator found. */
export function explain(errors: readonly ErrorObject[], root: SpecNode): readonly Diagnostic[] {
  const relevant = chosenBranches(errors);
  const told = new Set<string>();
  return relevant.flatMap((error) => {
    // One sentence a value: that a text is no number makes its size no news.
    const key =
      error.keyword === 'additionalProperties' || error.keyword === 'required'
        ? `${error.instancePath} ${JSON.stringify(error.params)}`
        : error.instancePath;
    if (told.has(key)) return [];
    told.add(key);
    return explainOne(error, root) ?? [];
  });
}

/** Of each `anyOf` only the branch that the value's type chooses; else the `anyOf` itself. */
function chosenBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const own = errors.filter((error) => !error.schemaPath.startsWith('#/$defs/expression'));
  const wrongType = new Set(
    own
      .filter(
        ({ keyword, schemaPath }) => keyword === 'type' && /\/anyOf\/\d+\/type$/.test(schemaPath),
      )
      .map(({ instancePath, schemaPath }) => `${instancePath} ${schemaPath.slice(0, -5)}`),
  );
  const inWrongBranch = ({ instancePath, schemaPath }: ErrorObject): boolean => {
    const branch = /^(.*\/anyOf\/\d+)\/\w+$/.exec(schemaPath)?.[1];
    return branch !== undefined && wrongType.has(`${instancePath} ${branch}`);
  };
  const kept = own.filter((error) => error.keyword !== 'anyOf' && !inWrongBranch(error));
  // Sorted, so that "is anything left below this anyOf" is one look instead of a search.
  const explained = new Set<string>();
  for (const { instancePath, schemaPath } of kept) {
    for (const match of schemaPath.matchAll(/\/anyOf(?=\/)/g)) {
      explained.add(`${schemaPath.slice(0, match.index + 6)} ${instancePath}`);
      const segments = instancePath.split('/');
      for (let n = segments.length - 1; n > 0; n--) {
        explained.add(`${schemaPath.slice(0, match.index + 6)} ${segments.slice(0, n).join('/')}`);
      }
    }
  }
  return own.filter((error) =>
    error.keyword === 'anyOf'
      ? !explained.has(`${error.schemaPath} ${error.instancePath}`)
      : !inWrongBranch(error) && error.propertyName === undefined,
  );
}

function explainOne(error: ErrorObject, root: SpecNode): Diagnostic | undefined {
  const path = pathOf(error.instancePath, root);
  const node = valueAt(root, ...path);
  if (node === undefined) return undefined;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownField(
        error.params['additionalProperty'] as string,
        path,
        node,
        error.parentSchema!,
      );
    case 'required':
      return missingField(error.params['missingProperty'] as string, path, node, root);
    case 'propertyNames': {
      const name = error.params['propertyName'] as string;
      return diagnose(
        'bad-key',
        entryOf(node, name)?.keyAt ?? node.at,
        `A name in \`${pathText(path)}\` begins with a letter; letters, digits and \`_\` follow.`,
      );
    }
    case 'uniqueItems': {
      const position = Math.max(error.params['i'] as number, error.params['j'] as number);
      const item = valueAt(node, position) ?? node;
      return diagnose(
        'duplicate-value',
        item.at,
        `${capital(describeValue(item))} is listed twice.`,
      );
    }
    default:
      return badValue(path, node, error);
  }
}

function unknownField(
  given: string,
  path: readonly (string | number)[],
  node: SpecNode,
  schema: Schema,
): Diagnostic {
  const at = entryOf(node, given)?.keyAt ?? node.at;
  const allowed = Object.keys(schema['properties'] as object);
  const owner = path.length === 0 ? 'a spec' : `\`${pathText(path)}\``;
  const kind = /\.layers\[\d+\]$/.test(pathText(path))
    ? 'layer'
    : path.at(-1) === 'optimizer'
      ? 'optimizer'
      : 'field';
  const layer = kind === 'layer' ? explainLayer(given) : undefined;
  if (layer !== undefined) return diagnose('unknown-field', at, layer);
  const sentence =
    kind === 'field' ? `\`${given}\` is no field of ${owner}.` : `\`${given}\` is no ${kind}.`;
  const plural = kind === 'field' ? 'Its fields' : `The ${kind}s`;
  const names = kind === 'layer' ? ['flatten', ...allowed] : allowed;
  const all = `${plural} ${names.length === 1 ? 'are only' : 'are'} ${listed(names, 'and')}.`;
  return diagnose('unknown-field', at, `${sentence} ${hint(suggestField(given, allowed), all)}`);
}

function hint(suggestion: Suggestion | undefined, otherwise: string): string {
  switch (suggestion?.kind) {
    case 'alias':
      return `Here it is called \`${suggestion.name}\`.`;
    case 'near':
      return `Did you mean \`${suggestion.name}\`?`;
    case 'elsewhere':
      return `It belongs at \`${suggestion.path}\`.`;
    case 'not-yet':
      return `This version of Epochal has none. ${otherwise}`;
    case undefined:
      return otherwise;
  }
}

function missingField(
  name: string,
  path: readonly (string | number)[],
  node: SpecNode,
  root: SpecNode,
): Diagnostic {
  const parent = path.length === 0 ? undefined : valueAt(root, ...path.slice(0, -1));
  const owner = path.at(-1);
  const at: Location =
    (typeof owner === 'string' ? entryOf(parent, owner)?.keyAt : undefined) ?? node.at;
  const table = pathText(path)
    .replace(/\[\d+\]/g, '[]')
    .replace(/^steps\..*/, 'steps.ID');
  const fields: Fields = FIELD_TABLES[table] ?? {};
  const of = path.length === 0 ? 'A spec' : `\`${pathText(path)}\``;
  return diagnose(
    'missing-field',
    at,
    `${of} needs \`${name}\`. ${fields[name]?.doc ?? ''}`.trim(),
  );
}

function badValue(
  path: readonly (string | number)[],
  node: SpecNode,
  error: ErrorObject,
): Diagnostic {
  const schema = error.parentSchema as Schema;
  const name = path.length === 0 ? 'a spec' : `\`${pathText(path)}\``;
  const layer = /\.layers\[\d+\]$/.test(pathText(path)) ? explainLayer(node) : undefined;
  const message =
    layer ??
    `${capital(name)} takes ${describeSchema(schema)}, not ${describeValue(node)}.` +
      valueHint(path, node, schema);
  const from =
    node.kind === 'scalar' && node.from !== undefined
      ? ` It stands in place of \`${node.from.text}\` ${placeOf(node.from.at)}.`
      : '';
  return diagnose('bad-value', node.at, message + from);
}

function valueHint(path: readonly (string | number)[], node: SpecNode, schema: Schema): string {
  if (node.kind !== 'scalar') {
    return node.kind === 'map' && schema['type'] === 'object' && node.entries.length > 1
      ? ' Give one.'
      : '';
  }
  const { value } = node;
  if (path.length === 1 && path[0] === 'seeds' && typeof value === 'number') {
    return Number.isInteger(value) && value > 0
      ? ` For ${count(value)} seeds write \`{ count: ${value}, from: 0 }\`; for seed ${value} alone, \`[${value}]\`.`
      : '';
  }
  const allowed = allowedTexts(schema);
  if (typeof value === 'string' && allowed !== undefined) {
    const suggestion = suggestValue(value, allowed);
    if (suggestion?.kind === 'near') return ` Did you mean \`${suggestion.name}\`?`;
    if (suggestion?.kind === 'alias') return ` Here it is called \`${suggestion.name}\`.`;
    if (path.at(-1) === 'monitor' && value.startsWith('test.')) {
      return ' The test set is used once, at the end: what chooses an epoch must not see it.';
    }
    return '';
  }
  const numeric = typeof value === 'string' ? value.replace(/[_ ]/g, '') : '';
  if (typeof value === 'string' && /^\d+(\.\d+)?$/.test(numeric) && takesNumber(schema)) {
    return ` Write ${numeric}, without ${numeric === value ? 'quotes' : 'separators'}.`;
  }
  if (typeof value === 'string' && schema['pattern'] !== undefined) {
    const name = value
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[._-]+|-+$/g, '');
    return name === '' || name === value ? '' : ` Did you mean \`${name.slice(0, 64)}\`?`;
  }
  if (typeof value === 'number' && schema['type'] === 'string') return ` Put quotes around it.`;
  const bare = typeof value === 'string' || typeof value === 'number';
  if (bare && schema['type'] === 'array') return ` Write \`[${value}]\`.`;
  return '';
}

function allowedTexts(schema: Schema): readonly string[] | undefined {
  if (Array.isArray(schema['enum'])) return schema['enum'] as readonly string[];
  if (!Array.isArray(schema['anyOf'])) return undefined;
  return (schema['anyOf'] as readonly Schema[])
    .map(allowedTexts)
    .find((texts) => texts !== undefined);
}

function takesNumber(schema: Schema): boolean {
  return (
    ['integer', 'number'].includes(schema['type'] as string) ||
    (Array.isArray(schema['anyOf']) && (schema['anyOf'] as readonly Schema[]).some(takesNumber))
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

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
