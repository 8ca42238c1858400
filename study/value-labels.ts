import { entryOf, withEntry } from './tree.ts';
import type { ListNode, MapNode, SpecNode } from './tree.ts';
import { LISTS } from './variants.ts';

/**
 * The spec with a label in place of each map or list that is a value of a variable: `adam` for
 * `{ adam: { learningRate: 0.001 } }`, and `adam learningRate=0.001` beside another adam. Plans,
 * results and reports know variants by these; the node holds what it stands for.
 */
export function withValueLabels(root: SpecNode): SpecNode {
  const matrix = entryOf(root, 'matrix')?.value;
  if (matrix?.kind !== 'map') return root;
  const labels = new Map([...valuesByVariable(matrix)].map(([k, values]) => [k, labelsOf(values)]));
  const label = (name: string, value: SpecNode): SpecNode => labelled(labels.get(name), value);
  const assignment = (node: SpecNode): SpecNode =>
    node.kind === 'map' ? mapEntries(node, label) : node;
  const labelledMatrix = mapEntries(matrix, (name, list) => {
    if (list.kind !== 'list') return list;
    return mapItems(list, LISTS.includes(name) ? assignment : (item) => label(name, item));
  });
  const sides = (hypothesis: SpecNode): SpecNode =>
    ['treatment', 'baseline'].reduce((node, side) => withEntry(node, side, assignment), hypothesis);
  return withEntry(
    withEntry(root, 'matrix', () => labelledMatrix),
    'hypotheses',
    (list) => (list.kind === 'list' ? mapItems(list, sides) : list),
  );
}

/** The values of each variable: all of its own list, and the maps and lists of `include`. */
function valuesByVariable(matrix: MapNode): ReadonlyMap<string, readonly SpecNode[]> {
  const values = new Map<string, SpecNode[]>();
  const add = (name: string, value: SpecNode): void => {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  };
  for (const { key, value } of matrix.entries) {
    if (value.kind !== 'list') continue;
    if (!LISTS.includes(key)) for (const item of value.items) add(key, item);
    if (key !== 'include') continue;
    for (const item of value.items) {
      for (const entry of item.kind === 'map' ? item.entries : []) {
        if (entry.value.kind !== 'scalar') add(entry.key, entry.value); // else it may be a label
      }
    }
  }
  return values;
}

/** The labels of a variable's maps and lists, and what they stand for. */
interface Labels {
  readonly texts: ReadonlyMap<string, string>;
  readonly held: ReadonlyMap<string, MapNode | ListNode>;
}

function labelsOf(values: readonly SpecNode[]): Labels {
  const distinct = new Map(values.map((node) => [identity(node), { node, ...describe(node) }]));
  const alike = new Counts();
  for (const { name, leaves } of distinct.values()) {
    alike.add([name]);
    for (const { path, text } of leaves) alike.add([name, path, text]);
  }
  const named = [...distinct].flatMap(([id, { node, name, leaves }]) => {
    if (node.kind === 'scalar') return [];
    const telling = leaves.filter(
      ({ path, text }) => alike.of([name, path, text]) < alike.of([name]),
    );
    const short = [name, ...telling.map(({ key, text }) => `${key}=${text}`)].join(' ');
    // Where two would be called the same, such as a field of one layer and of another: with places.
    const long = [name, ...telling.map(({ path, text }) => `${dotted(path)}=${text}`)].join(' ');
    return [{ id, node, short, long }];
  });
  const shorts = new Counts();
  for (const { short } of named) shorts.add([short]);
  const texts = new Map<string, string>();
  const held = new Map<string, MapNode | ListNode>();
  for (const { id, node, short, long } of named) {
    const label = shorts.of([short]) > 1 ? long : short;
    const free = held.has(label) ? `${label} (${held.size + 1})` : label;
    texts.set(id, free);
    held.set(free, node);
  }
  return { texts, held };
}

function dotted(path: string): string {
  return path.replaceAll(' ', '.');
}

function labelled(labels: Labels | undefined, node: SpecNode): SpecNode {
  if (node.kind === 'scalar') {
    const holds = typeof node.value === 'string' ? labels?.held.get(node.value) : undefined;
    return holds === undefined ? node : { ...node, holds };
  }
  // What is no value of the variable gets a text that none has.
  const id = identity(node);
  const text = labels?.texts.get(id) ?? id;
  return { kind: 'scalar', value: text, text, at: node.at, holds: node };
}

class Counts {
  readonly #counts = new Map<string, number>();

  add(key: readonly string[]): void {
    this.#counts.set(JSON.stringify(key), this.of(key) + 1);
  }

  of(key: readonly string[]): number {
    return this.#counts.get(JSON.stringify(key)) ?? 0;
  }
}

/** What a value is called, and what besides could tell it from another of that name. */
interface Description {
  readonly name: string;
  readonly leaves: readonly Leaf[];
}
interface Leaf {
  readonly path: string;
  readonly key: string;
  readonly text: string;
}

function describe(node: SpecNode): Description {
  if (node.kind === 'scalar') return { name: String(node.value), leaves: [] };
  if (node.kind === 'list') {
    const items = node.items.map(describe);
    return {
      name: items.map(({ name }) => name).join('-'),
      leaves: items.flatMap(({ leaves }, i) =>
        leaves.map((leaf) => ({ ...leaf, path: `${i} ${leaf.path}` })),
      ),
    };
  }
  // A kind is called by its name, anything else by its fields.
  const entries = node.entries.filter(({ key }) => key !== 'name');
  const names = entries.map(({ key, value }) => {
    if (key === 'activation') return describe(value).name;
    return value.kind === 'map' ? key : `${key}=${describe(value).name}`;
  });
  return {
    name: names.join(' '),
    leaves: entries.flatMap(({ key, value }) => (value.kind === 'map' ? leavesOf(value, key) : [])),
  };
}

function leavesOf(map: MapNode, path: string): readonly Leaf[] {
  return map.entries.flatMap(({ key, value }): readonly Leaf[] =>
    value.kind === 'map'
      ? leavesOf(value, `${path} ${key}`)
      : [{ path: `${path} ${key}`, key, text: describe(value).name }],
  );
}

/** Equal for equal values, in whatever order their fields stand. */
function identity(node: SpecNode): string {
  if (node.kind === 'scalar') return JSON.stringify(node.value);
  if (node.kind === 'list') return `[${node.items.map(identity).join(',')}]`;
  const members = node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${identity(value)}`);
  return `{${members.sort().join(',')}}`;
}

function mapEntries(node: MapNode, by: (key: string, value: SpecNode) => SpecNode): MapNode {
  return {
    ...node,
    entries: node.entries.map((entry) => ({ ...entry, value: by(entry.key, entry.value) })),
  };
}

function mapItems(node: ListNode, by: (item: SpecNode) => SpecNode): ListNode {
  return { ...node, items: node.items.map(by) };
}
