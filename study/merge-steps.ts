import { hasExpression, parseExpressions } from './expressions.ts';
import { standardSteps } from './standard-steps.ts';
import { STEPS, isStepType } from './steps.ts';
import { entryOf, valueAt } from './tree.ts';
import type { Location, MapEntry, MapNode, SpecNode } from './tree.ts';

/**
 * The study's steps: the standard ones with what the spec adds, changes and does without. A step
 * that says what it `uses` stands in place of the standard one of its name; one that does not
 * changes only the fields that it has; `false` leaves it out.
 */
export function mergedSteps(root: SpecNode): MapNode {
  const given = entryOf(root, 'steps');
  const standard = standardSteps();
  if (given?.value.kind !== 'map') return standard;
  const own = given.value;
  const dropped = droppedSteps(own);
  const kept = standard.entries.flatMap((entry): MapEntry[] => {
    if (dropped.has(entry.key)) return [];
    // What is wrong with it is wrong with what the spec has made of it.
    const step = placedAt(withoutOptional(entry, dropped), given.keyAt);
    const change = entryOf(own, entry.key);
    return change?.value.kind === 'map' ? [changed(step, change, change.value)] : [step];
  });
  const known = new Set(standard.entries.map(({ key }) => key));
  const added = own.entries.filter(({ key, value }) => value.kind === 'map' && !known.has(key));
  return { ...own, entries: [...kept, ...added] };
}

/** The names of steps that the study does without, with where it says so. */
export function droppedSteps(steps: SpecNode | undefined): ReadonlyMap<string, Location> {
  const entries = steps?.kind === 'map' ? steps.entries : [];
  return new Map(
    entries.flatMap(({ key, value }) =>
      value.kind === 'scalar' && value.value === false ? [[key, value.at] as const] : [],
    ),
  );
}

function changed(step: MapEntry, change: MapEntry, fields: MapNode): MapEntry {
  if (entryOf(fields, 'uses') !== undefined || step.value.kind !== 'map') return change;
  const names = new Set(fields.entries.map(({ key }) => key));
  const rest = step.value.entries.filter(({ key }) => !names.has(key));
  return { ...change, value: { ...fields, entries: [...rest, ...fields.entries] } };
}

/** A standard step without the optional inputs that come from steps that are left out. */
function withoutOptional(entry: MapEntry, dropped: ReadonlyMap<string, Location>): MapEntry {
  const uses = valueAt(entry.value, 'uses');
  const given = valueAt(entry.value, 'with');
  if (given?.kind !== 'map' || uses?.kind !== 'scalar' || !isStepType(uses.value)) return entry;
  const { optional = [] } = STEPS[uses.value];
  const inputs = given.entries.filter(
    ({ key, value }) => !optional.includes(key) || !comesFrom(value, dropped),
  );
  if (entry.value.kind !== 'map' || inputs.length === given.entries.length) return entry;
  const fields = entry.value.entries.map((field) =>
    field.key === 'with' ? { ...field, value: { ...given, entries: inputs } } : field,
  );
  return { ...entry, value: { ...entry.value, entries: fields } };
}

function comesFrom(value: SpecNode, steps: ReadonlyMap<string, Location>): boolean {
  if (value.kind !== 'scalar' || !hasExpression(value.value)) return false;
  return parseExpressions(value.value).some(
    (part) => typeof part === 'object' && part.kind === 'steps' && steps.has(part.step),
  );
}

function placedAt(entry: MapEntry, at: Location): MapEntry {
  return { key: entry.key, keyAt: at, value: nodeAt(entry.value, at) };
}

function nodeAt(node: SpecNode, at: Location): SpecNode {
  if (node.kind === 'scalar') return { ...node, at };
  if (node.kind === 'list') return { ...node, at, items: node.items.map((n) => nodeAt(n, at)) };
  return { ...node, at, entries: node.entries.map((entry) => placedAt(entry, at)) };
}
