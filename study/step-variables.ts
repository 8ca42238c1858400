import { referencesIn } from './condition.ts';
import { hasExpression, parseExpressions } from './expressions.ts';
import type { PlannedStep } from './plan.ts';

/** The matrix's variables that a plan's steps name in their inputs and conditions. */
export function stepVariables(steps: readonly PlannedStep[]): ReadonlySet<string> {
  const references = steps.flatMap((step) => [
    ...textsIn(step.with).flatMap((text) => parseExpressions(text)),
    ...(step.if === undefined ? [] : referencesIn(step.if)),
  ]);
  return new Set(
    references.flatMap((part) =>
      typeof part !== 'string' && part.kind === 'matrix' ? [part.name] : [],
    ),
  );
}

function textsIn(value: unknown): readonly string[] {
  if (hasExpression(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
