import { BOOTSTRAP_SEEDS } from '../statistics/smallest-p.ts';
import { checkAssignment } from './check-assignment.ts';
import { collect } from './collect.ts';
import type { Diagnostic } from './diagnostics.ts';
import { METRIC_PATHS } from './metrics.ts';
import { SHAPE_PATHS, isShare, shapeOf } from './shape-metrics.ts';
import type { MetricPath, ShapePath } from './spec.ts';
import { diagnose, entryOf, valueAt } from './tree.ts';
import type { MapNode, ScalarNode, SpecNode } from './tree.ts';
import { fits } from './variants.ts';
import type { Assignment, MatrixVariable } from './variants.ts';
import { listed } from './words.ts';

/** Phase 3e: a hypothesis compares two sets of variants that exist and differ, by what there is. */
export function checkHypotheses(
  root: SpecNode,
  variables: readonly MatrixVariable[],
  { variants, seeds }: { readonly variants: readonly Assignment[]; readonly seeds: number },
): readonly Diagnostic[] {
  return collect(hypothesesIn(root), (hypothesis) => [
    ...checkSides(hypothesis, variables, variants),
    ...checkMargin(hypothesis),
    ...checkEffect(hypothesis),
    ...checkAt(hypothesis),
    ...checkLevel(hypothesis),
    ...checkBootstrap(hypothesis, seeds),
    ...checkWorst(hypothesis),
  ]);
}

/** The written hypotheses, in their order. */
export function hypothesesIn(root: SpecNode): readonly SpecNode[] {
  const hypotheses = entryOf(root, 'hypotheses')?.value;
  return hypotheses?.kind === 'list' ? hypotheses.items : [];
}

function checkSides(
  hypothesis: SpecNode,
  variables: readonly MatrixVariable[],
  variants: readonly Assignment[],
): readonly Diagnostic[] {
  if (hypothesis.kind !== 'map') return [];
  if (scalarAt(hypothesis, 'compare')?.value === 'allPairs') {
    return checkPairs(hypothesis, variants);
  }
  const missing = ['treatment', 'baseline'].filter((side) => !entryOf(hypothesis, side));
  if (missing.length > 0) {
    if (entryOf(hypothesis, 'compare') !== undefined) return []; // its value is wrong
    const message =
      `A hypothesis needs ${listed(['treatment', 'baseline'], 'and')}, and this one has no ` +
      `${listed(missing, 'or')}. To compare all variants with each other write \`compare: allPairs\`.`;
    return [diagnose('missing-field', hypothesis.entries[0]?.keyAt ?? hypothesis.at, message)];
  }
  return [
    ...checkSide(valueAt(hypothesis, 'treatment'), variables, variants),
    ...checkSide(valueAt(hypothesis, 'baseline'), variables, variants),
    ...checkDifference(hypothesis, variables),
    ...checkOthers(hypothesis, variants),
  ];
}

function checkPairs(hypothesis: MapNode, variants: readonly Assignment[]): readonly Diagnostic[] {
  const sides = (['treatment', 'baseline'] as const).flatMap(
    (side) => entryOf(hypothesis, side) ?? [],
  );
  if (sides.length > 0) {
    const message = '`compare: allPairs` compares all variants with each other. Leave this out.';
    return sides.map(({ keyAt }) => diagnose('hypothesis', keyAt, message));
  }
  if (variants.length > 1) return [];
  const message = 'The study has one variant: there is nothing to compare it with.';
  return [diagnose('hypothesis', entryOf(hypothesis, 'compare')!.keyAt, message)];
}

function checkSide(
  side: SpecNode | undefined,
  variables: readonly MatrixVariable[],
  variants: readonly Assignment[],
): readonly Diagnostic[] {
  const wrong = checkAssignment(side, variables, 'hypothesis');
  if (wrong.length > 0 || side?.kind !== 'map' || side.entries.length === 0) return wrong;
  if (variants.some((variant) => fits(variant, valuesOf(side)))) return [];
  return [diagnose('hypothesis', side.at, 'No variant has all of these values.')];
}

function valuesOf(side: MapNode): Assignment {
  const values = side.entries.flatMap(({ key, value }) =>
    value.kind === 'scalar' ? [[key, value] as const] : [],
  );
  return new Map(values);
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

/** Whether `treatment: each` finds any. */
function checkOthers(hypothesis: SpecNode, variants: readonly Assignment[]): readonly Diagnostic[] {
  const treatment = valueAt(hypothesis, 'treatment');
  const baseline = valueAt(hypothesis, 'baseline');
  if (treatment?.kind !== 'scalar' || treatment.value !== 'each') return [];
  if (baseline?.kind !== 'map' || baseline.entries.length === 0) return [];
  const values = valuesOf(baseline);
  const names = [...values.keys()];
  const fitting = variants.some((variant) => fits(variant, values));
  const others = variants.some(
    (variant) => names.every((name) => variant.has(name)) && !fits(variant, values),
  );
  if (!fitting || others) return [];
  const message = `No variant has another value of ${listed(names, 'and')} than the baseline.`;
  return [diagnose('hypothesis', treatment.at, message)];
}

function checkMargin(hypothesis: SpecNode): readonly Diagnostic[] {
  const expect = scalarAt(hypothesis, 'expect');
  if (expect?.value !== 'equivalent') return [];
  const effect = entryOf(hypothesis, 'minEffect')?.value;
  if (effect !== undefined && !(effect.kind === 'scalar' && effect.value === 0)) return [];
  const message =
    '`equivalent` needs `minEffect`: the difference below which two results count as equal.';
  return [diagnose('missing-field', effect?.at ?? expect.at, message)];
}

function checkEffect(hypothesis: SpecNode): readonly Diagnostic[] {
  const effect = scalarAt(hypothesis, 'minEffect');
  const path = metricIn(hypothesis);
  if (path === undefined || !isShare(path)) return [];
  if (effect === undefined || typeof effect.value !== 'number' || effect.value < 1) return [];
  const message =
    `No two values of \`${path}\` differ by ${effect.value}: they lie between 0 and 1. ` +
    'One percentage point is 0.01.';
  return [diagnose('hypothesis', effect.at, message)];
}

function checkAt(hypothesis: SpecNode): readonly Diagnostic[] {
  const at = entryOf(hypothesis, 'at');
  const path = metricIn(hypothesis);
  if (at === undefined || path === undefined) return [];
  if (shapeOf(path) !== null) {
    const message = `\`${path}\` is a number of the whole curve, of no epoch. Leave \`at\` out.`;
    return [diagnose('hypothesis', at.keyAt, message)];
  }
  const isBest = at.value.kind === 'scalar' && at.value.value === 'best';
  if (!path.startsWith('test.') || isBest) return [];
  const message =
    `The test samples are looked at once, with the best epoch’s model: \`${path}\` has no other ` +
    'epoch. Leave `at` out, or take a validation metric.';
  return [diagnose('hypothesis', at.keyAt, message)];
}

function checkLevel(hypothesis: SpecNode): readonly Diagnostic[] {
  const path = metricIn(hypothesis);
  if (path === undefined) return [];
  const level = entryOf(hypothesis, 'level');
  const shape = shapeOf(path);
  if (shape?.measure !== 'epochsToReach') {
    if (level === undefined || !isNumber(level.value)) return [];
    const message = `\`${path}\` has no level to reach: only what ends with \`epochsToReach\` has.`;
    return [diagnose('hypothesis', level.keyAt, message)];
  }
  if (level === undefined) {
    const message = `\`${path}\` needs \`level\`: the value of \`${shape.curve}\` that has to be reached.`;
    return [diagnose('missing-field', entryOf(hypothesis, 'metric')!.value.at, message)];
  }
  const { value } = level;
  if (!isShare(shape.curve) || value.kind !== 'scalar' || typeof value.value !== 'number')
    return [];
  if (value.value > 0 && value.value <= 1) return [];
  const message = `\`${shape.curve}\` lies between 0 and 1, and is never ${value.value}. One percentage point is 0.01.`;
  return [diagnose('hypothesis', value.at, message)];
}

function checkBootstrap(hypothesis: SpecNode, seeds: number): readonly Diagnostic[] {
  const test = scalarAt(hypothesis, 'test');
  if (test?.value !== 'bootstrap' || seeds >= BOOTSTRAP_SEEDS) return [];
  const message =
    `\`bootstrap\` needs ${BOOTSTRAP_SEEDS} seeds or more, the study has ${seeds}: resampling so few ` +
    'differences says little of their spread. `signFlip` is exact with any number.';
  return [diagnose('hypothesis', test.at, message)];
}

/** Values that only stand in for failures can't show that two things are alike. */
function checkWorst(hypothesis: SpecNode): readonly Diagnostic[] {
  const onFailure = scalarAt(hypothesis, 'onFailure');
  const isMeant = scalarAt(hypothesis, 'expect')?.value === 'equivalent';
  if (!isMeant || onFailure?.value !== 'worst') return [];
  const message =
    '`onFailure: worst` and `expect: equivalent` do not go together: a trial that failed is not much ' +
    'the same as one that did not. Leave it out.';
  return [diagnose('hypothesis', onFailure.at, message)];
}

/** What a hypothesis compares, if there is such a thing. */
export function metricIn(hypothesis: SpecNode): MetricPath | ShapePath | undefined {
  const metric = scalarAt(hypothesis, 'metric');
  return [...METRIC_PATHS, ...SHAPE_PATHS].find((path) => metric?.value === path);
}

function isNumber(node: SpecNode): boolean {
  return node.kind === 'scalar' && typeof node.value === 'number';
}

function scalarAt(node: SpecNode, field: string): ScalarNode | undefined {
  const value = valueAt(node, field);
  return value?.kind === 'scalar' ? value : undefined;
}
