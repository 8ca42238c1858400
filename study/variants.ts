import { LIMITS } from './limits.ts';
import { entryOf } from './tree.ts';
import type { Location, ScalarNode, SpecNode } from './tree.ts';

export interface MatrixVariable {
  readonly name: string;
  /** Where the spec has it: `matrix.NAME`, or `ablate`. */
  readonly place: string;
  readonly at: Location;
  readonly values: readonly ScalarNode[];
}
/** Values of variables: one for each in a variant, in the matrix's order. */
export type Assignment = ReadonlyMap<string, ScalarNode>;
/** An entry of `include` or `exclude`. */
export interface Entry {
  readonly at: Location;
  readonly values: Assignment;
}

/** The variable that `ablate` makes: its values are the names of layers, and NONE. */
export const ABLATE = 'ablate';
/** The variant that has all layers. */
export const NONE = 'none';

/** The keys of `matrix` that are no variables. */
export const LISTS: readonly string[] = ['include', 'exclude'];

/** The well-formed variables: the matrix's, then that of `ablate`. */
export function matrixVariables(root: SpecNode): readonly MatrixVariable[] {
  const matrix = entryOf(root, 'matrix')?.value;
  const entries = matrix?.kind === 'map' ? matrix.entries : [];
  const own = entries.flatMap(({ key: name, keyAt: at, value }): readonly MatrixVariable[] => {
    if (value.kind !== 'list' || LISTS.includes(name) || name === ABLATE) return [];
    const values = value.items.filter((item) => item.kind === 'scalar');
    return values.length === 0 ? [] : [{ name, place: `matrix.${name}`, at, values }];
  });
  return [...own, ...ablateVariable(root)];
}

/** The variable that the section `ablate` makes, as far as it is well-formed. */
function ablateVariable(root: SpecNode): readonly MatrixVariable[] {
  const section = entryOf(root, ABLATE);
  if (section?.value.kind !== 'list') return [];
  const scalars = section.value.items.filter((item) => item.kind === 'scalar');
  const names = scalars.filter(({ value }) => typeof value === 'string' && value !== NONE);
  const none: ScalarNode = { kind: 'scalar', value: NONE, text: NONE, at: section.keyAt };
  return [{ name: ABLATE, place: ABLATE, at: section.keyAt, values: [none, ...names] }];
}

/** The well-formed entries of `matrix.include` or `matrix.exclude`. */
export function matrixEntries(root: SpecNode, list: 'include' | 'exclude'): readonly Entry[] {
  const node = entryOf(entryOf(root, 'matrix')?.value, list)?.value;
  return (node?.kind === 'list' ? node.items : []).flatMap((item) => {
    if (item.kind !== 'map') return [];
    const values = item.entries.flatMap(({ key, value }) =>
      value.kind === 'scalar' ? [[key, value] as const] : [],
    );
    return values.length === 0 ? [] : [{ at: item.at, values: new Map(values) }];
  });
}

/**
 * The variants: every combination of the variables' values, in the matrix's order, the last
 * variable fastest, without those that an entry of `exclude` fits; then each entry of `include`
 * adds its other variables to the combinations that have its values of the matrix's variables, or
 * is a combination of its own, after the others. Null when there are more than a study can have
 * trials.
 *
 * Source: GitHub Actions, `jobs.<job_id>.strategy.matrix`.
 */
export function expandMatrix(
  root: SpecNode,
  variables: readonly MatrixVariable[],
): readonly Assignment[] | null {
  const all = combinationsOf(variables);
  if (all === null) return null;
  const excluded = matrixEntries(root, 'exclude');
  const included = matrixEntries(root, 'include');
  const combined = all
    .filter((variant) => !excluded.some(({ values }) => fits(variant, values)))
    .map((variant) => new Map(variant));
  // Without variables there is nothing to combine: the entries are all the variants.
  if (variables.length === 0 && included.length > 0) combined.length = 0;
  const names = variables.map(({ name }) => name);
  const own: Assignment[] = [];
  for (const { values } of included) {
    const fixed = new Map([...values].filter(([name]) => names.includes(name)));
    const fitting = combined.filter((variant) => fits(variant, fixed));
    for (const variant of fitting) {
      for (const [name, value] of values) if (!fixed.has(name)) variant.set(name, value);
    }
    if (fitting.length === 0) own.push(inOrder(values, names));
  }
  return [...combined, ...own];
}

/** Whether the variant has all of these values. */
export function fits(variant: Assignment, values: Assignment): boolean {
  return [...values].every(([name, { value }]) => variant.get(name)?.value === value);
}

/** All variables with all values that some variant has of each. */
export function variablesOf(
  variables: readonly MatrixVariable[],
  variants: readonly Assignment[],
): readonly MatrixVariable[] {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  for (const variant of variants) {
    for (const [name, value] of variant) {
      const known = byName.get(name) ?? { name, place: `matrix.${name}`, at: value.at, values: [] };
      if (known.values.some((other) => other.value === value.value)) continue;
      byName.set(name, { ...known, values: [...known.values, value] });
    }
  }
  return [...byName.values()];
}

/** Every combination of the variables' values, the last variable fastest; null when too many. */
export function combinationsOf(variables: readonly MatrixVariable[]): readonly Assignment[] | null {
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

function inOrder(values: Assignment, names: readonly string[]): Assignment {
  const known = names.flatMap((name) => {
    const value = values.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return new Map([...known, ...values]);
}
