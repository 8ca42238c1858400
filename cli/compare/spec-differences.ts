import { canonicalJson } from '../../study/canonical.ts';
import { DEFAULTS } from '../../study/defaults.ts';
import type { Plan, PlannedTrial } from '../../study/plan.ts';
import { variantsOf } from '../../study/shared.ts';
import type { Variant } from '../../study/spec.ts';
import { keyedFields, trialFields } from '../../study/trial-fields.ts';
import type { SpecFields } from '../../study/trial-fields.ts';
import { differencesOf, isRelated, pathText, valueAt } from './differences.ts';
import type { Difference } from './differences.ts';
import { inBoth } from './in-both.ts';

/** A field that two specs have otherwise. */
export interface SpecDifference extends Difference {
  /** Of which variants, where it is so for some of those that both have. */
  readonly variants?: readonly Variant[];
}

/** Where two specs differ. */
export interface SpecDifferences {
  /** In fields that are in the key of a step of a trial: it computes something else. */
  readonly inKeys: readonly SpecDifference[];
  /** In others: what both have of trials and epochs is the same computation. */
  readonly notInKeys: readonly SpecDifference[];
  /** Variants that only one of them has. */
  readonly variants: { readonly onlyA: readonly Variant[]; readonly onlyB: readonly Variant[] };
}

type Pair = readonly [a: PlannedTrial, b: PlannedTrial];

/** Compares the specs of two plans, each variant that both have with itself. */
export function specDifferences(a: Plan, b: Plan): SpecDifferences {
  const variants = inBoth(variantsOf(a), variantsOf(b), ({ variant }) => canonicalJson(variant));
  const pairs = variants.both.map((pair) => atOneSeed(pair, a, b));
  const fields = (trial: PlannedTrial, plan: Plan): SpecFields => ({
    ...studyFields(plan),
    ...trialFields(trial),
  });
  const varyHolds = a.vary !== undefined && b.vary !== undefined;
  const keyed = (trial: PlannedTrial, { vary, seeds }: Plan): SpecFields => ({
    ...keyedFields(trial),
    vary,
    ...(varyHolds && { seeds: seeds.slice(0, 1) }), // the others draw with the first one's sources
  });
  const inKeys = overPairs(pairs, a, b, ([x, y]) =>
    differencesOf(keyed(x, a), keyed(y, b)).flatMap((found) =>
      asPlanned(found, fields(x, a), fields(y, b)),
    ),
  );
  const all = overPairs(pairs, a, b, ([x, y]) => differencesOf(fields(x, a), fields(y, b)));
  const notInKeys = all.filter(({ path }) => !inKeys.some((found) => isRelated(found.path, path)));
  const { onlyA, onlyB } = variants;
  const named = (trials: readonly PlannedTrial[]): readonly Variant[] =>
    trials.map(({ variant }) => variant);
  return { inKeys, notInKeys, variants: { onlyA: named(onlyA), onlyB: named(onlyB) } };
}

/** What a spec says of the whole study. */
function studyFields(plan: Plan): SpecFields {
  const { study, question, matrix, seeds, vary, arithmetic, hypotheses, alpha } = plan;
  const steps = Object.fromEntries(plan.steps.map(({ id, ...step }) => [id, step]));
  return {
    ...{ study, question, matrix, seeds, vary, arithmetic, hypotheses, steps },
    alpha: alpha ?? DEFAULTS.alpha,
  };
}

/** Fields may hold the seed: where a variant has a seed in both plans, that one is compared. */
function atOneSeed([x, y]: Pair, a: Plan, b: Plan): Pair {
  const id = (trial: PlannedTrial): string => canonicalJson([trial.variant, trial.seed]);
  const own = ({ trials }: Plan, { variant }: PlannedTrial): readonly PlannedTrial[] =>
    trials.filter((trial) => canonicalJson(trial.variant) === canonicalJson(variant));
  return inBoth(own(a, x), own(b, y), id).both[0] ?? [x, y];
}

/** What keys leave out at its default, or write in short, is told as the plans have it. */
function asPlanned(
  { path, ...found }: Difference,
  a: SpecFields,
  b: SpecFields,
): readonly Difference[] {
  const [ofA, ofB] = [valueAt(a, path), valueAt(b, path)];
  // An item that only one list has: in the other something else is in its place.
  if (typeof path.at(-1) === 'number' && !('b' in found)) return [{ path, a: ofA }];
  if (typeof path.at(-1) === 'number' && !('a' in found)) return [{ path, b: ofB }];
  return differencesOf(ofA, ofB, path);
}

/**
 * What is found in pairs of variants, each difference once. Where no variant is in both plans: what
 * differs whichever of their variants are compared.
 */
function overPairs(
  pairs: readonly Pair[],
  a: Plan,
  b: Plan,
  find: (pair: Pair) => readonly Difference[],
): readonly SpecDifference[] {
  const compared = pairs.length > 0 ? pairs : eachWithFirst(variantsOf(a), variantsOf(b));
  const found = new Map<string, { readonly difference: Difference; readonly of: Variant[] }>();
  for (const pair of compared) {
    for (const difference of find(pair)) {
      const id = JSON.stringify(difference);
      const known = found.get(id) ?? { difference, of: [] };
      found.set(id, known);
      known.of.push(pair[0].variant);
    }
  }
  const each = [...found.values()].flatMap(({ difference, of }): SpecDifference[] => {
    if (of.length === compared.length) return [difference];
    return pairs.length > 0 ? [{ ...difference, variants: of }] : [];
  });
  return each.toSorted((x, y) => (pathText(x.path) < pathText(y.path) ? -1 : 1));
}

function eachWithFirst(a: readonly PlannedTrial[], b: readonly PlannedTrial[]): readonly Pair[] {
  const [[firstA], [firstB]] = [a, b];
  if (firstA === undefined || firstB === undefined) return [];
  return [
    ...a.map((trial): Pair => [trial, firstB]),
    ...b.slice(1).map((trial): Pair => [firstA, trial]),
  ];
}
