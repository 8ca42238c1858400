import { fillVarsIn } from './condition.ts';
import { hasExpression, parseExpressions } from './expressions.ts';
import type { Expression } from './expressions.ts';
import { LIMITS } from './limits.ts';
import { TRIAL_SECTIONS, findField, isPath, setAt } from './paths.ts';
import { entryOf, scalarsOf, valueAt, withEntry } from './tree.ts';
import type { Location, ScalarNode, SpecNode } from './tree.ts';
import type { Assignment } from './variants.ts';

/** The spec with the values of `vars` in place of the expressions that name them. */
export function fillVars(root: SpecNode): SpecNode {
  const vars = entryOf(root, 'vars')?.value;
  if (root.kind !== 'map' || vars?.kind !== 'map') return root;
  const valueOf = (part: Expression): ScalarNode | undefined => {
    const value = part.kind === 'vars' ? entryOf(vars, part.name)?.value : undefined;
    return value?.kind === 'scalar' ? value : undefined;
  };
  const sections: readonly string[] = TRIAL_SECTIONS;
  const filled = {
    ...root,
    entries: root.entries.map((entry) =>
      sections.includes(entry.key) ? { ...entry, value: substitute(entry.value, valueOf) } : entry,
    ),
  };
  const steps = inEachStep(filled, 'with', (inputs) => substitute(inputs, valueOf));
  return fillConditions(steps);
}

/** The spec with the values of `vars` in the conditions of its steps. */
export function fillConditions(root: SpecNode): SpecNode {
  const vars = entryOf(root, 'vars')?.value;
  return inEachStep(root, 'if', (when) => {
    if (when.kind !== 'scalar' || typeof when.value !== 'string') return when;
    const text = fillVarsIn(when.value, (name) => {
      const value = valueAt(vars, name);
      return value?.kind === 'scalar' ? (value.value ?? undefined) : undefined;
    });
    return { ...when, value: text, text };
  });
}

function inEachStep(
  root: SpecNode,
  field: string,
  change: (value: SpecNode) => SpecNode,
): SpecNode {
  return withEntry(root, 'steps', (steps) =>
    steps.kind !== 'map'
      ? steps
      : {
          ...steps,
          entries: steps.entries.map((entry) => ({
            ...entry,
            value: withEntry(entry.value, field, change),
          })),
        },
  );
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

/** The sections of one trial, with the variant's values and the seed in their places. */
export function fillTrial(sections: SpecNode, variant: Assignment, seed: ScalarNode): SpecNode {
  let fields = sections;
  for (const [name, value] of variant) {
    const field = isPath(name) ? findField(sections, name) : undefined;
    if (field !== undefined && 'path' in field)
      fields = setAt(fields, field.path, value.holds ?? value);
  }
  return substitute(fields, (part) => {
    if (part.kind === 'seed') return seed;
    return part.kind === 'matrix' ? variant.get(part.name) : undefined;
  });
}

/** The matrix's variables that expressions at or below the node name, each with the first one. */
export function variablesIn(node: SpecNode): ReadonlyMap<string, ScalarNode> {
  const found = new Map<string, ScalarNode>();
  for (const scalar of scalarsOf(node)) {
    if (!hasExpression(scalar.value)) continue;
    for (const part of parseExpressions(scalar.value)) {
      if (typeof part === 'string' || part.kind !== 'matrix' || found.has(part.name)) continue;
      found.set(part.name, scalar);
    }
  }
  return found;
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
  if (only?.holds !== undefined) return only.holds;
  if (only !== undefined) return { ...only, from: { text: node.value, at: node.at } };
  const value = parts
    .map((part) => (typeof part === 'string' ? part : String(valueOf(part)?.value ?? part.text)))
    .join('');
  return value === node.value ? node : { ...node, value, text: value };
}
