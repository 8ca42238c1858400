import { parseCondition, referencesIn } from './condition.ts';
import { hasExpression, parseExpressions } from './expressions.ts';
import { COMMAND, STEPS, VALUE_KINDS, isStepType } from './steps.ts';
import type { StepTypeInfo, StepTypes, ValueKind } from './steps.ts';
import { valueAt } from './tree.ts';
import type { MapEntry, MapNode, SpecNode } from './tree.ts';

/** A step of the graph, as far as it is well-formed. */
export interface StepNode {
  readonly id: string;
  readonly entry: MapEntry;
  readonly uses: string;
  readonly per: 'study' | 'trial';
  /** Null for a step of one's own that only its worker knows. */
  readonly info: StepTypeInfo | null;
}

/**
 * The steps that say what they use, and how often they run.
 *
 * @param registered the types that a worker has; undefined where none is asked
 */
export function stepNodes(steps: MapNode, registered: StepTypes | undefined): readonly StepNode[] {
  return steps.entries.flatMap((entry): StepNode[] => {
    const uses = scalarAt(entry.value, 'uses');
    if (typeof uses !== 'string') return [];
    const info = infoOf(uses, entry.value, registered);
    const given = scalarAt(entry.value, 'per');
    const per = isStepType(uses) ? STEPS[uses].per : given;
    if (info === undefined || (per !== 'study' && per !== 'trial')) return [];
    return [{ id: entry.key, entry, uses, per, info }];
  });
}

/** What is known of a type: null if only its worker knows it, undefined if there is none. */
export function infoOf(
  uses: string,
  step: SpecNode,
  registered: StepTypes | undefined,
): StepTypeInfo | null | undefined {
  if (isStepType(uses)) return STEPS[uses];
  if (uses === COMMAND) return commandInfo(step);
  if (registered === undefined) return isOwnName(uses) ? null : undefined;
  return Object.hasOwn(registered, uses) ? registered[uses] : undefined;
}

/** Whether a name is one that a step of one's own can have: `acme/latency`. */
export function isOwnName(uses: string): boolean {
  return /^[A-Za-z0-9][\w.-]*(\/[\w.-]+)+$/.test(uses);
}

function commandInfo(step: SpecNode): StepTypeInfo {
  const outputs = valueAt(step, 'outputs');
  const given = outputs?.kind === 'map' ? outputs.entries : [];
  return {
    doc: 'Runs a program.',
    per: scalarAt(step, 'per') === 'study' ? 'study' : 'trial',
    inputs: null,
    outputs: Object.fromEntries(
      given.flatMap(({ key, value }) =>
        value.kind === 'scalar' && VALUE_KINDS.includes(value.value as ValueKind)
          ? [[key, value.value as ValueKind] as const]
          : [],
      ),
    ),
  };
}

/** The steps that a step waits for: those in `needs`, then those that `with` and `if` refer to. */
export function edgesOf(step: SpecNode): readonly string[] {
  const needs = valueAt(step, 'needs');
  const given = valueAt(step, 'with');
  const when = scalarAt(step, 'if');
  const listedSteps = needs?.kind === 'list' ? needs.items : [];
  const inputs = given?.kind === 'map' ? given.entries.map(({ value }) => value) : [];
  const parsed = typeof when === 'string' ? parseCondition(when) : null;
  const references = parsed !== null && 'condition' in parsed ? referencesIn(parsed.condition) : [];
  const ids = [
    ...listedSteps.flatMap((item) => (item.kind === 'scalar' ? [String(item.value)] : [])),
    ...inputs.flatMap((item) =>
      item.kind === 'scalar' && hasExpression(item.value)
        ? parseExpressions(item.value).flatMap((part) =>
            typeof part === 'object' && part.kind === 'steps' ? [part.step] : [],
          )
        : [],
    ),
    ...references.flatMap((part) => (part.kind === 'steps' ? [part.step] : [])),
  ];
  return [...new Set(ids)];
}

/**
 * Each step with those that it really waits for: a step per study that needs something of the trials
 * waits for all that they do.
 */
export function graphOf(
  steps: readonly {
    readonly id: string;
    readonly per: string;
    readonly needs: readonly string[];
  }[],
): ReadonlyMap<string, readonly string[]> {
  const trial = new Set(steps.filter(({ per }) => per === 'trial').map(({ id }) => id));
  return new Map(
    steps.map(({ id, per, needs }) => {
      const gathers = per === 'study' && needs.some((need) => trial.has(need));
      return [id, gathers ? [...new Set([...needs, ...trial])] : needs];
    }),
  );
}

/** A field's scalar value; undefined where it has none. */
export function scalarAt(
  step: SpecNode,
  field: string,
): string | number | boolean | null | undefined {
  const value = valueAt(step, field);
  return value?.kind === 'scalar' ? value.value : undefined;
}
