import { hasExpression, parseExpressions } from './expressions.ts';
import { LIMITS } from './limits.ts';
import type { Expression } from './expressions.ts';
import { entryOf, scalarsOf } from './tree.ts';
import type { Location, MapEntry, ScalarNode, SpecNode } from './tree.ts';

/** The sections that a trial is made of: expressions over the matrix may stand in them. */
export const TRIAL_SECTIONS = ['data', 'model', 'training', 'checkpoint', 'randomness'] as const;

export interface MatrixVariable {
  readonly name: string;
  readonly entry: MapEntry;
  readonly values: readonly ScalarNode[];
}
/** One value for each variable, in the matrix's order. */
export type Assignment = ReadonlyMap<string, ScalarNode>;

/** The matrix's well-formed variables. */
export function matrixVariables(root: SpecNode): readonly MatrixVariable[] {
  const matrix = entryOf(root, 'matrix')?.value;
  if (matrix?.kind !== 'map') return [];
  return matrix.entries.flatMap((entry) => {
    const { key: name, value } = entry;
    if (value.kind !== 'list') return [];
    const values = value.items.filter((item) => item.kind === 'scalar');
    return values.length === 0 ? [] : [{ name, entry, values }];
  });
}

/**
 * Every combination of the variables' values: in the matrix's order, the last variable fastest.
 * Null when there are more than a study can have trials.
 */
export function expandMatrix(variables: readonly MatrixVariable[]): readonly Assignment[] | null {
  const count = variables.reduce((product, { values }) => product * values.length, 1);
  if (count > LIMITS.trials) return null;
  let assignments: readonly Assignment[] = [new Map()];
  for (const { name, values } of variables) {
    assignments = assignments.flatMap((before) =>
      values.map((value) => new Map([...before, [name, value]])),
    );
  }
  return assignments;
}

/** The spec with the values of `vars` in place of the expressions that name them. */
export function fillVars(root: SpecNode): SpecNode {
  const vars = entryOf(root, 'vars')?.value;
  if (root.kind !== 'map' || vars?.kind !== 'map') return root;
  const valueOf = (part: Expression): ScalarNode | undefined => {
    const value = part.kind === 'vars' ? entryOf(vars, part.name)?.value : undefined;
    return value?.kind === 'scalar' ? value : undefined;
  };
  const sections: readonly string[] = TRIAL_SECTIONS;
  return {
    ...root,
    entries: root.entries.map((entry) =>
      sections.includes(entry.key) ? { ...entry, value: substitute(entry.value, valueOf) } : entry,
    ),
  };
}

/** The seeds as values that `${{ seed }}` stands for, as far as they are well-formed. */
export function seedNodes(root: SpecNode): readonly ScalarNode[] {
  const seeds = entryOf(root, 'seeds')?.value;
  const at = seeds?.at ?? root.at;
  if (seeds?.kind === 'list') {
    const items = seeds.items.filter((item) => item.kind === 'scalar');
    const numbers = items.filter(({ value }) => typeof value === 'number');
    return numbers.length > 0 ? numbers : [seedNode(0, at)];
  }
  const number = (name: string, otherwise: number): number => {
    const node = entryOf(seeds, name)?.value;
    return node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : otherwise;
  };
  const from = number('from', 0);
  const length = Math.min(Math.max(1, Math.floor(number('count', 1))), LIMITS.trials);
  return Array.from({ length }, (_, i) => seedNode(from + i, at));
}

/** A seed as a value of the spec. */
export function seedNode(seed: number, at: Location): ScalarNode {
  return { kind: 'scalar', value: seed, text: String(seed), at };
}

/** The sections of a trial, as a map. */
export function trialSections(root: SpecNode): SpecNode {
  const entries = TRIAL_SECTIONS.flatMap((name) => entryOf(root, name) ?? []);
  return { kind: 'map', entries, at: root.at };
}

/** The sections of one trial, with the variant's values and the seed in place of expressions. */
export function fillTrial(sections: SpecNode, variant: Assignment, seed: ScalarNode): SpecNode {
  return substitute(sections, (part) => {
    if (part.kind === 'seed') return seed;
    return part.kind === 'matrix' ? variant.get(part.name) : undefined;
  });
}

/** Whether an expression at or below the node names the seed. */
export function refersToSeed(node: SpecNode): boolean {
  return scalarsOf(node).some(
    ({ value }) =>
      hasExpression(value) &&
      parseExpressions(value).some((part) => typeof part !== 'string' && part.kind === 'seed'),
  );
}

/**
 * The tree with values in place of its expressions. A scalar that is one expression becomes the
 * value, type and position included; within a longer text the value becomes text. An expression
 * that has no value stays.
 */
function substitute(
  node: SpecNode,
  valueOf: (part: Expression) => ScalarNode | undefined,
): SpecNode {
  if (node.kind === 'list') {
    return { ...node, items: node.items.map((item) => substitute(item, valueOf)) };
  }
  if (node.kind === 'map') {
    const entries = node.entries.map((entry) => ({
      ...entry,
      value: substitute(entry.value, valueOf),
    }));
    return { ...node, entries };
  }
  if (!hasExpression(node.value)) return node;
  const parts = parseExpressions(node.value);
  const [first] = parts;
  const only = parts.length === 1 && typeof first === 'object' ? valueOf(first) : undefined;
  if (only !== undefined) return { ...only, from: { text: node.value, at: node.at } };
  const value = parts
    .map((part) => (typeof part === 'string' ? part : String(valueOf(part)?.value ?? part.text)))
    .join('');
  return value === node.value ? node : { ...node, value, text: value };
}
