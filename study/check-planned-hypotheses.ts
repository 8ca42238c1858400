import { hypothesesIn, metricIn } from './check-hypotheses.ts';
import { collect } from './collect.ts';
import { comparedTrials, comparisonsOf, openVariables } from './compared-trials.ts';
import type { Diagnostic } from './diagnostics.ts';
import { countHypotheses } from './hypotheses.ts';
import { variantLabel } from './labels.ts';
import { LIMITS } from './limits.ts';
import type { Plan, PlannedTrial } from './plan.ts';
import { plannedVariants } from './planned-variants.ts';
import type { ResolvedSpec } from './resolve.ts';
import { fewestEpochs, shapeOf } from './shape-metrics.ts';
import type { Hypothesis } from './spec.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { SpecNode } from './tree.ts';
import { count, listed } from './words.ts';

/** Phase 4: whether the hypotheses stand for few enough comparisons to be planned. */
export function checkHypothesisCount(root: SpecNode, spec: ResolvedSpec): readonly Diagnostic[] {
  const entry = entryOf(root, 'hypotheses');
  if (entry === undefined) return [];
  const comparisons = countHypotheses(spec.hypotheses, plannedVariants(spec).compared);
  if (comparisons <= LIMITS.hypotheses) return [];
  const message =
    `These stand for ${count(comparisons)} comparisons, the most is ` +
    `${LIMITS.hypotheses}. Name the treatments that matter.`;
  return [diagnose('hypothesis', entry.keyAt, message)];
}

/** Phase 6: of a study's plan, whether each hypothesis compares trials that can have its number. */
export function checkPlannedHypotheses(root: SpecNode, plan: Plan): readonly Diagnostic[] {
  return collect(hypothesesIn(root), (node) => {
    const comparisons = comparisonsOf(node, plan);
    const compared = comparisons.flatMap((comparison) => comparedTrials(comparison, plan));
    return [
      ...checkLabels(node, comparisons, plan.labels),
      ...checkShared(node, comparisons, plan),
      ...checkEpochs(node, compared),
      ...checkShape(node, compared),
    ];
  });
}

/** `treatment: each` has no other values of what no comparison is made of. */
function checkLabels(
  node: SpecNode,
  comparisons: readonly Hypothesis[],
  labels: readonly string[] = [],
): readonly Diagnostic[] {
  const baseline = valueAt(node, 'baseline');
  if (comparisons.length > 0 || baseline?.kind !== 'map') return [];
  return baseline.entries
    .filter(({ key }) => labels.includes(key))
    .map(({ key, keyAt }) => {
      const message =
        `\`${key}\` is only a label: nothing that a trial computes depends on it, and \`each\` has no ` +
        'values of it to compare. Name a variable that the spec uses.';
      return diagnose('hypothesis', keyAt, message);
    });
}

/** Whether there are variants on both sides that are equal in all that the hypothesis leaves open. */
function checkShared(
  node: SpecNode,
  comparisons: readonly Hypothesis[],
  plan: Plan,
): readonly Diagnostic[] {
  const treatment = entryOf(node, 'treatment');
  if (treatment === undefined) return []; // all pairs leave nothing open
  return comparisons.flatMap((comparison) => {
    if (comparedTrials(comparison, plan).length > 0) return [];
    const open = listed(openVariables(comparison, plan), 'and');
    if (treatment.value.kind === 'map') {
      const message =
        `No variant of the treatment has the same ${open} as one of the baseline: there is nothing ` +
        'to compare. Name those too, or change the matrix.';
      return [diagnose('hypothesis', treatment.keyAt, message)];
    }
    const message =
      `\`each\` stands for ${variantLabel(comparison.treatment)} too, and no such variant has the same ` +
      `${open} as one of the baseline. Name the treatments that have.`;
    return [diagnose('hypothesis', treatment.value.at, message)];
  });
}

/** Whether each compared trial has the epochs that `at` names. */
function checkEpochs(node: SpecNode, compared: readonly PlannedTrial[]): readonly Diagnostic[] {
  const at = entryOf(node, 'at')?.value;
  const [entry] = at?.kind === 'map' ? at.entries : [];
  if (entry?.value.kind !== 'scalar') return [];
  const wanted = entry.value.value as number;
  const fewest = shortest(compared);
  if (wanted <= fewest) return [];
  const message = `Not every compared trial has ${count(wanted)} epochs: the shortest has ${epochs(fewest)}.`;
  return [diagnose('hypothesis', entry.value.at, message)];
}

/** Whether each compared trial's curve is long enough to have such a shape. */
function checkShape(node: SpecNode, compared: readonly PlannedTrial[]): readonly Diagnostic[] {
  const path = metricIn(node);
  const shape = path === undefined ? null : shapeOf(path);
  if (shape === null) return [];
  const needed = fewestEpochs(shape.measure);
  const fewest = shortest(compared);
  if (needed <= fewest) return [];
  const message = `\`${path}\` needs ${count(needed)} epochs or more, and the shortest of the compared trials has ${epochs(fewest)}.`;
  return [diagnose('hypothesis', entryOf(node, 'metric')!.value.at, message)];
}

function shortest(trials: readonly PlannedTrial[]): number {
  return trials.reduce((fewest, trial) => Math.min(fewest, trial.epochs), Infinity);
}

function epochs(many: number): string {
  return many === 1 ? '1 epoch' : `${count(many)} epochs`;
}
