import { isPath } from './paths.ts';
import type { Plan } from './plan.ts';
import type { ResolvedSpec } from './resolve.ts';
import type { Variant } from './spec.ts';
import { stepVariables } from './step-variables.ts';
import { variablesIn } from './trial-sections.ts';
import { ABLATE } from './variants.ts';

/** What the variants are, and by what of them they can be compared. */
export interface PlannedVariants {
  readonly variants: readonly Variant[];
  /** Each variable with all values that some variant has of it. */
  readonly matrix: Plan['matrix'];
  /** Variables that only tell what a variant is: nothing of it depends on them. */
  readonly labels: readonly string[];
  /** The variants without labels, in their order. */
  readonly compared: readonly Variant[];
}

export function plannedVariants(spec: ResolvedSpec): PlannedVariants {
  const variants = spec.variants ?? combinationsOf(spec.matrix);
  const matrix = matrixOf(spec.matrix, variants);
  const used = new Set([...variablesIn(spec.trial).keys(), ...stepVariables(spec.steps)]);
  const labels = Object.keys(matrix).filter(
    (name) => !isPath(name) && name !== ABLATE && !used.has(name),
  );
  return {
    variants,
    matrix,
    labels,
    compared: variants.map((variant) => withoutLabels(variant, labels)),
  };
}

/** The values of a variant that something depends on. */
export function withoutLabels(variant: Variant, labels: readonly string[]): Variant {
  return Object.fromEntries(Object.entries(variant).filter(([name]) => !labels.includes(name)));
}

/** The matrix with the values that only some variants have. */
function matrixOf(matrix: ResolvedSpec['matrix'], variants: readonly Variant[]): Plan['matrix'] {
  const values = new Map(matrix.map((variable) => [variable.name, variable.values]));
  for (const [name, value] of variants.flatMap((variant) => Object.entries(variant))) {
    const known = values.get(name) ?? [];
    if (!known.includes(value)) values.set(name, [...known, value]);
  }
  return Object.fromEntries(values);
}

function combinationsOf(matrix: ResolvedSpec['matrix']): readonly Variant[] {
  let variants: readonly Variant[] = [{}];
  for (const { name, values } of matrix) {
    variants = variants.flatMap((before) => values.map((value) => ({ ...before, [name]: value })));
  }
  return variants;
}
