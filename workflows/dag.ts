import { holds } from '../study/condition.ts';
import { hasExpression, parseExpressions } from '../study/expressions.ts';
import type { Reference, StepReference } from '../study/expressions.ts';
import type { PlannedStep } from '../study/plan.ts';
import { ALWAYS_RUN } from '../study/steps.ts';
import type { Variant } from '../study/spec.ts';

/** What a step gave, by the names of its outputs; null for one that was skipped. */
export type Outputs = Readonly<Record<string, unknown>> | null;

/** A node of a graph: it runs once all that it needs has ended. Needs of other graphs are no edges. */
interface Node {
  readonly id: string;
  readonly needs: readonly string[];
}

/**
 * Runs a graph: each node as soon as all that it needs has ended, so that branches run side by side.
 * A failure ends what depends on it; the others go on, and it is thrown once they have ended.
 */
export async function runGraph<N extends Node>(
  nodes: readonly N[],
  run: (node: N, ended: ReadonlyMap<string, Outputs>) => Promise<Outputs>,
): Promise<ReadonlyMap<string, Outputs>> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ended = new Map<string, Outputs>();
  const started = new Map<string, Promise<void>>();
  const runAfter = async (node: N, before: readonly Promise<void>[]): Promise<void> => {
    await Promise.all(before);
    ended.set(node.id, await run(node, ended));
  };
  const start = (node: N): Promise<void> => {
    const known = started.get(node.id);
    if (known !== undefined) return known;
    const running = runAfter(node, node.needs.flatMap((id) => byId.get(id) ?? []).map(start));
    started.set(node.id, running);
    return running;
  };
  const all = await Promise.allSettled(nodes.map(start));
  const errors = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (errors.length > 0) throw errors.find((error) => !(error instanceof HistoryFull)) ?? errors[0];
  return ended;
}

/** The history is long: the workflow is to go on in another, once its other branches have ended. */
export class HistoryFull extends Error {}

/** What a step's inputs and its condition can refer to. */
export interface Scope {
  readonly steps: ReadonlyMap<string, Outputs>;
  /** Of a step per trial. */
  readonly trial?: { readonly variant: Variant; readonly seed: number };
  /** Steps whose outputs a step per study takes from all trials. */
  readonly gathered?: ReadonlySet<string>;
}

/** A step's inputs, as its activity takes them. */
export interface Inputs {
  readonly values: Readonly<Record<string, unknown>>;
  /** Inputs that are one value of each trial: the activity reads them from the store. */
  readonly gathered: Readonly<Record<string, StepReference>>;
}

/**
 * A step's inputs with values in place of expressions; null when it is skipped: its condition does
 * not hold, or something that it needs was skipped.
 */
export function inputsOf(step: PlannedStep, scope: Scope): Inputs | null {
  // Those that always run only wait for what may have been skipped.
  const optional = ALWAYS_RUN.has(step.uses);
  if (!optional && step.needs.some((id) => scope.steps.get(id) === null)) return null;
  const valueOf = (reference: Reference): unknown => lookUp(reference, scope);
  if (step.if !== undefined && !holds(step.if, valueOf)) return null;
  const values: Record<string, unknown> = {};
  const gathered: Record<string, StepReference> = {};
  for (const [name, given] of Object.entries(step.with)) {
    const reference = wholeReference(given);
    if (reference?.kind === 'steps') {
      if (scope.gathered?.has(reference.step)) {
        gathered[name] = reference;
        continue;
      }
      const value = valueOf(reference) ?? null;
      if (value === null) return null;
      values[name] = value;
    } else {
      values[name] = fill(given, valueOf);
    }
  }
  return { values, gathered };
}

function wholeReference(given: unknown): Reference | null {
  const parts = hasExpression(given) ? parseExpressions(given) : [];
  const [part] = parts;
  if (parts.length !== 1 || typeof part !== 'object' || part.kind === 'bad') return null;
  return part;
}

function lookUp(reference: Reference, { steps, trial }: Scope): unknown {
  switch (reference.kind) {
    case 'seed':
      return trial?.seed;
    case 'matrix':
      return trial?.variant[reference.name];
    case 'vars':
      return undefined; // filled in before there was a plan
    case 'steps':
      return reference.members.reduce<unknown>(
        (value, member) => (isObject(value) ? value[member] : undefined),
        steps.get(reference.step)?.[reference.output],
      );
  }
}

function fill(given: unknown, valueOf: (reference: Reference) => unknown): unknown {
  if (Array.isArray(given)) return given.map((item) => fill(item, valueOf));
  if (isObject(given)) {
    return Object.fromEntries(
      Object.entries(given).map(([name, member]) => [name, fill(member, valueOf)]),
    );
  }
  if (!hasExpression(given)) return given;
  const whole = wholeReference(given);
  if (whole !== null) return valueOf(whole) ?? null;
  const parts = parseExpressions(given).map((part) => {
    if (typeof part === 'string') return part;
    return part.kind === 'bad' ? part.text : textOf(valueOf(part));
  });
  return parts.join('');
}

/** A value within a longer text. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
