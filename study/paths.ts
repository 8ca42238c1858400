import { mostFieldsOf } from './fields.ts';
import type { Schema } from './fields.ts';
import { typesIn } from './layers.ts';
import { nearName } from './near-name.ts';
import { ROOT_FIELDS } from './sections.ts';
import { entryOf, valueAt } from './tree.ts';
import type { Location, MapEntry, SpecNode } from './tree.ts';
import { hasExpression } from './expressions.ts';
import { suggestField } from './vocabulary.ts';
import { listed, pathText } from './words.ts';

/** The sections that a trial is made of: what can vary stands in them. */
export const TRIAL_SECTIONS = ['data', 'model', 'training', 'checkpoint', 'randomness'] as const;

/** Where a field stands, as `valueAt` takes it. */
export type Path = readonly (string | number)[];

/** Whether a variable's name is the path of the field that it sets. */
export function isPath(name: string): boolean {
  return /[.[]/.test(name);
}

/**
 * The field that a path such as `training.optimizer.sgd.learningRate`, `model.layers[1].dense.units`
 * or `model.hidden.units` (of the layer named hidden) names, or a sentence that says why it is none.
 * A field that the spec leaves out is one too.
 */
export function findField(
  root: SpecNode,
  name: string,
): { readonly path: Path } | { readonly problem: string } {
  const [section = '', ...rest] = stepsOf(name);
  const sections: readonly string[] = TRIAL_SECTIONS;
  if (!sections.includes(String(section))) {
    const near = nearName(String(section), sections);
    const hint =
      near === undefined
        ? `What can vary stands in ${listed(sections, 'and')}.`
        : `Did you mean \`${near}\`?`;
    return { problem: `\`${section}\` holds nothing that can vary. ${hint}` };
  }
  const named = section === 'model' ? layerSteps(root, rest) : rest;
  if ('problem' in named) return named;
  return walk([String(section)], named, ROOT_FIELDS[String(section)]!.schema, root);
}

/** The layers that have a name, in the model's order. */
export function namedLayers(
  root: SpecNode,
): readonly { readonly name: string; readonly index: number; readonly at: Location }[] {
  const list = valueAt(root, 'model', 'layers');
  return (list?.kind === 'list' ? list.items : []).flatMap((item, index) => {
    const name = entryOf(item, 'name')?.value;
    return name?.kind === 'scalar' && typeof name.value === 'string'
      ? [{ name: name.value, index, at: name.at }]
      : [];
  });
}

/** The tree with the value at a path that `findField` found. The maps on the way are made. */
export function setAt(node: SpecNode | undefined, path: Path, value: SpecNode): SpecNode {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (node?.kind === 'list') {
    const index = Number(step);
    return { ...node, items: node.items.with(index, setAt(node.items[index], rest, value)) };
  }
  const entries = node?.kind === 'map' ? node.entries : [];
  const index = entries.findIndex(({ key }) => key === step);
  const known = entries[index];
  const keyAt = known?.keyAt ?? value.at;
  const entry: MapEntry = { key: String(step), keyAt, value: setAt(known?.value, rest, value) };
  return {
    kind: 'map',
    at: node?.at ?? value.at,
    entries: known === undefined ? [...entries, entry] : entries.with(index, entry),
  };
}

function stepsOf(name: string): Path {
  return name
    .replace(/\[(\d+)\]/g, '.[$1]')
    .split('.')
    .map((step) => (step.startsWith('[') ? Number(step.slice(1, -1)) : step));
}

/** `hidden.units` as `layers[1].dense.units`; other steps as they are. */
function layerSteps(root: SpecNode, steps: Path): Path | { readonly problem: string } {
  const [name, ...rest] = steps;
  if (typeof name !== 'string' || name === 'layers') return steps;
  const layers = namedLayers(root);
  const found = layers.filter((layer) => layer.name === name);
  const [first] = found;
  if (first === undefined) {
    const names = layers.map((layer) => layer.name);
    const near = nearName(name, names);
    const hint =
      near !== undefined
        ? `Did you mean \`model.${near}\`?`
        : names.length > 0
          ? `The named ones are ${listed(names, 'and')}.`
          : 'Give one a name, such as `- { name: hidden, dense: { units: 512 } }`.';
    return { problem: `No layer has the name \`${name}\`. ${hint}` };
  }
  if (found.length > 1) return { problem: `${found.length} layers have the name \`${name}\`.` };
  const [type] = typesIn(keysOf(valueAt(root, 'model', 'layers', first.index)));
  if (type === undefined || rest.length === 0) {
    return { problem: `\`model.${name}\` is a layer. Name one of its fields.` };
  }
  return ['layers', first.index, ...(rest[0] === type ? rest : [type, ...rest])];
}

/** Goes on from a place whose schema is known. */
function walk(
  done: Path,
  steps: Path,
  schema: Schema,
  root: SpecNode,
): { readonly path: Path } | { readonly problem: string } {
  const [step, ...rest] = steps;
  if (step === undefined) return { path: done };
  const here = `\`${pathText(done)}\``;
  const node = valueAt(root, ...done);
  if (typeof step === 'number') {
    const items = branchOf(schema, 'items');
    if (items === undefined) return { problem: `${here} is no list.` };
    const length = node?.kind === 'list' ? node.items.length : 0;
    if (step >= length) {
      const range = length === 0 ? 'it is empty' : `0 to ${length - 1}`;
      return { problem: `\`${step}\` is no position of ${here} (${range}).` };
    }
    return walk([...done, step], rest, items['items'] as Schema, root);
  }
  const map = branchOf(schema, 'properties');
  if (map === undefined || node?.kind === 'list') return { problem: `${here} has no fields.` };
  if (node?.kind === 'scalar' && hasExpression(node.value)) {
    return { problem: `${here} is an expression, which has no fields.` };
  }
  const fields = map['properties'] as { readonly [name: string]: Schema };
  if (!Object.hasOwn(fields, step)) {
    const given = suggestField(step, Object.keys(fields));
    const hint =
      given !== undefined && 'name' in given
        ? `Did you mean \`${given.name}\`?`
        : given?.kind === 'elsewhere'
          ? `It belongs at \`${given.path}\`.`
          : `It has ${listed(Object.keys(fields), 'and')}.`;
    return { problem: `\`${step}\` is no field of ${here}. ${hint}` };
  }
  const other = otherKind(map, node, step);
  if (other !== undefined) {
    return { problem: `${here} is \`${other}\`, which has no \`${pathText([step, ...rest])}\`.` };
  }
  return walk([...done, step], rest, fields[step]!, root);
}

/** The kind that stands where only one can, if it is another. */
function otherKind(map: Schema, node: SpecNode | undefined, step: string): string | undefined {
  const most = mostFieldsOf(map);
  if (most === Infinity) return undefined;
  const types = typesIn(keysOf(node));
  if (most === 1 || typesIn([step]).length > 0) {
    const present = types.length > 0 ? types[0] : keysOf(node)[0];
    return present === step ? undefined : present;
  }
  return undefined;
}

/** The keys of a map; a kind's bare name counts as one. */
function keysOf(node: SpecNode | undefined): readonly string[] {
  if (node?.kind === 'map') return node.entries.map(({ key }) => key);
  return node?.kind === 'scalar' && typeof node.value === 'string' ? [node.value] : [];
}

/** The schema, or the one of its alternatives, that has the keyword. */
export function branchOf(schema: Schema, keyword: string): Schema | undefined {
  if (schema[keyword] !== undefined) return schema;
  const branches = (schema['anyOf'] ?? []) as readonly Schema[];
  return branches.map((branch) => branchOf(branch, keyword)).find((found) => found !== undefined);
}
