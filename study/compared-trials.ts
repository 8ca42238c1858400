import { canonicalJson } from './canonical.ts';
import { expandHypotheses } from './hypotheses.ts';
import type { Plan, PlannedTrial } from './plan.ts';
import { withoutLabels } from './planned-variants.ts';
import type { Hypothesis, Variant, WrittenHypothesis } from './spec.ts';
import { toPlain } from './tree.ts';
import type { SpecNode } from './tree.ts';

type Sides = Pick<Hypothesis, 'treatment' | 'baseline' | 'variables'>;

/** The comparisons of a plan that a hypothesis of its spec stands for. */
export function comparisonsOf(
  hypothesis: SpecNode,
  { trials, labels = [] }: Plan,
): readonly Hypothesis[] {
  const variants = trials.map(({ variant }) => withoutLabels(variant, labels));
  return expandHypotheses([toPlain(hypothesis) as WrittenHypothesis], variants);
}

/** The trials on both sides that are equal in what the comparison leaves open: those it compares. */
export function comparedTrials(comparison: Sides, plan: Plan): readonly PlannedTrial[] {
  const side = (values: Variant): ReadonlyMap<PlannedTrial, string> =>
    new Map(
      plan.trials
        .filter(({ variant }) => isOf(variant, values, comparison))
        .map((trial) => [trial, openValues(trial.variant, comparison, plan.labels)]),
    );
  const [treatment, baseline] = [side(comparison.treatment), side(comparison.baseline)];
  const sharing = (trials: typeof treatment, others: typeof treatment): PlannedTrial[] => {
    const cells = new Set(others.values());
    return [...trials].filter(([, cell]) => cells.has(cell)).map(([trial]) => trial);
  };
  return [...sharing(treatment, baseline), ...sharing(baseline, treatment)];
}

/** The variables that a comparison leaves open; labels are none. */
export function openVariables(comparison: Sides, { matrix, labels }: Plan): readonly string[] {
  return Object.keys(matrix).filter(isOpen(comparison, labels));
}

/** A variant's values of the variables that a comparison leaves open: alike on both sides of a pair. */
export function openValues(
  variant: Variant,
  comparison: Sides,
  labels: readonly string[] | undefined,
): string {
  const isLeftOpen = isOpen(comparison, labels);
  return canonicalJson(
    Object.fromEntries(Object.entries(variant).filter(([name]) => isLeftOpen(name))),
  );
}

function isOpen(
  { treatment, baseline, variables = [] }: Sides,
  labels: readonly string[] = [],
): (name: string) => boolean {
  const named = new Set([
    ...Object.keys(treatment),
    ...Object.keys(baseline),
    ...variables,
    ...labels,
  ]);
  return (name) => !named.has(name);
}

/** Whether a variant is one of a comparison's side. */
export function isOf(variant: Variant, side: Variant, { variables }: Sides): boolean {
  return (variables ?? Object.keys(side)).every((name) => variant[name] === side[name]);
}
