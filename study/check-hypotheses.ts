import { checkAssignment } from './check-assignment.ts';
import { collect } from './collect.ts';
import type { Diagnostic } from './diagnostics.ts';
import { METRICS, METRIC_PATHS, metricOf } from './metrics.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { MapNode, SpecNode } from './tree.ts';
import { fits } from './variants.ts';
import type { Assignment, MatrixVariable } from './variants.ts';
import { listed } from './words.ts';

/** Phase 3e: a hypothesis compares two sets of variants that exist and differ. */
export function checkHypotheses(
  root: SpecNode,
  variables: readonly MatrixVariable[],
  variants: readonly Assignment[],
): readonly Diagnostic[] {
  const hypotheses = entryOf(root, 'hypotheses')?.value;
  if (hypotheses?.kind !== 'list') return [];
  return collect(hypotheses.items, (hypothesis) => [
    ...checkSide(valueAt(hypothesis, 'treatment'), variables, variants),
    ...checkSide(valueAt(hypothesis, 'baseline'), variables, variants),
    ...checkDifference(hypothesis, variables),
    ...checkMargin(hypothesis),
    ...checkEffect(hypothesis),
  ]);
}

function checkSide(
  side: SpecNode | undefined,
  variables: readonly MatrixVariable[],
  variants: readonly Assignment[],
): readonly Diagnostic[] {
  const wrong = checkAssignment(side, variables, 'hypothesis');
  if (wrong.length > 0 || side?.kind !== 'map' || side.entries.length === 0) return wrong;
  const values = side.entries.flatMap(({ key, value }) =>
    value.kind === 'scalar' ? [[key, value] as const] : [],
  );
  if (variants.some((variant) => fits(variant, new Map(values)))) return [];
  return [diagnose('hypothesis', side.at, 'No variant has all of these values.')];
}

function checkDifference(
  hypothesis: SpecNode,
  variables: readonly MatrixVariable[],
): readonly Diagnostic[] {
  const treatment = valueAt(hypothesis, 'treatment');
  const baseline = valueAt(hypothesis, 'baseline');
  if (treatment?.kind !== 'map' || baseline?.kind !== 'map') return [];
  if (treatment.entries.length === 0 || baseline.entries.length === 0) return [];
  const known = new Set(variables.map(({ name }) => name));
  if (![...treatment.entries, ...baseline.entries].every(({ key }) => known.has(key))) return [];
  const at = entryOf(hypothesis, 'baseline')!.keyAt;
  const missing = [...missingIn(baseline, treatment), ...missingIn(treatment, baseline)];
  if (missing.length > 0) {
    const message =
      `Treatment and baseline name different variables (${listed(missing, 'and')} in only one). ` +
      'Give both a value of each.';
    return [diagnose('hypothesis', at, message)];
  }
  const same = treatment.entries.every(({ key, value }) => {
    const other = valueAt(baseline, key);
    return value.kind === 'scalar' && other?.kind === 'scalar' && value.value === other.value;
  });
  if (!same) return [];
  return [
    diagnose('hypothesis', at, 'Treatment and baseline are the same: there is nothing to compare.'),
  ];
}

function missingIn(there: MapNode, of: MapNode): readonly string[] {
  const names = new Set(there.entries.map(({ key }) => key));
  return of.entries.flatMap(({ key }) => (names.has(key) ? [] : [key]));
}

function checkMargin(hypothesis: SpecNode): readonly Diagnostic[] {
  const expect = valueAt(hypothesis, 'expect');
  if (expect?.kind !== 'scalar' || expect.value !== 'equivalent') return [];
  if (entryOf(hypothesis, 'minEffect') !== undefined) return [];
  const message =
    '`equivalent` needs `minEffect`: the difference below which two results count as equal.';
  return [diagnose('missing-field', expect.at, message)];
}

function checkEffect(hypothesis: SpecNode): readonly Diagnostic[] {
  const metric = valueAt(hypothesis, 'metric');
  const effect = valueAt(hypothesis, 'minEffect');
  const path = METRIC_PATHS.find((each) => metric?.kind === 'scalar' && metric.value === each);
  if (path === undefined || !METRICS[metricOf(path)].isShare) return [];
  if (effect?.kind !== 'scalar' || typeof effect.value !== 'number' || effect.value < 1) return [];
  const message =
    `No two values of \`${path}\` differ by ${effect.value}: they lie between 0 and 1. ` +
    'One percentage point is 0.01.';
  return [diagnose('hypothesis', effect.at, message)];
}
