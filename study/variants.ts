import { hasExpression, parseExpressions } from './expressions.ts';
import { LIMITS } from './limits.ts';
import { entryOf } from './tree.ts';
import type { MapEntry, ScalarNode, SpecNode } from './tree.ts';

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

/**
 * The tree with the variant's values in place of its expressions. A scalar that is one expression
 * becomes the value, type and position included; within a longer text the value becomes text.
 */
export function substitute(node: SpecNode, assignment: Assignment): SpecNode {
  if (node.kind === 'list') {
    return { ...node, items: node.items.map((item) => substitute(item, assignment)) };
  }
  if (node.kind === 'map') {
    return {
      ...node,
      entries: node.entries.map((entry) => ({
        ...entry,
        value: substitute(entry.value, assignment),
      })),
    };
  }
  if (!hasExpression(node.value)) return node;
  const parts = parseExpressions(node.value);
  const values = parts.map((part) =>
    typeof part !== 'string' && part.kind === 'matrix' ? assignment.get(part.name) : undefined,
  );
  const [only] = values;
  if (parts.length === 1 && only !== undefined) {
    return { ...only, from: { text: node.value, at: node.at } };
  }
  if (parts.some((part, i) => typeof part !== 'string' && values[i] === undefined)) return node;
  const value = parts
    .map((part, i) => (typeof part === 'string' ? part : String(values[i]!.value)))
    .join('');
  return { ...node, value, text: value };
}

/** The sections of a trial, as a map, with the variant's values in place. */
export function trialSections(root: SpecNode, assignment: Assignment): SpecNode {
  const entries = TRIAL_SECTIONS.flatMap((name) => entryOf(root, name) ?? []);
  return substitute({ kind: 'map', entries, at: root.at }, assignment);
}
