import { canonicalJson } from '../../study/canonical.ts';
import { DEFAULTS } from '../../study/defaults.ts';
import type { Plan, PlannedTrial } from '../../study/plan.ts';
import { variantsOf } from '../../study/shared.ts';
import type { Variant } from '../../study/spec.ts';
import { keyedFields, trialFields } from '../../study/trial-fields.ts';
import type { SpecFields } from '../../study/trial-fields.ts';
import { pathText } from '../../study/words.ts';
import { differencesOf, isRelated, valueAt } from './differences.ts';
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
  const variants = inBoth(variantsOf(a), variantsOf(b), variantId);
  const pairs = variants.both.map(sameSeedIn(a, b));
  const inKeys = [
    ...heldDifferences(a, b),
    ...overPairs(pairs, a, b, ([x, y]) => {
      const fields = [trialFields(x), trialFields(y)] as const;
      return differencesOf(keyedFields(x), keyedFields(y)).flatMap((found) =>
        asPlanned(found, ...fields),
      );
    }),
  ];
  const all = [
    ...differencesOf(studyFields(a), studyFields(b)),
    ...overPairs(pairs, a, b, ([x, y]) => differencesOf(trialFields(x), trialFields(y))),
  ];
  const notInKeys = all.filter(({ path }) => !inKeys.some((found) => isRelated(found.path, path)));
  const named = (trials: readonly PlannedTrial[]): readonly Variant[] =>
    trials.map(({ variant }) => variant);
  const [onlyA, onlyB] = [named(variants.onlyA), named(variants.onlyB)];
  return { inKeys: byPath(inKeys), notInKeys: byPath(notInKeys), variants: { onlyA, onlyB } };
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

/** Where seeds draw otherwise: what does not vary is that of the first one. */
function heldDifferences(a: Plan, b: Plan): readonly Difference[] {
  const { vary, seeds } = a;
  const isHeld = vary !== undefined && b.vary !== undefined;
  return [
    ...differencesOf(vary, b.vary, ['vary']),
    ...(isHeld && seeds[0] !== b.seeds[0] ? differencesOf(seeds, b.seeds, ['seeds']) : []),
  ];
}

/** Fields may hold the seed: where a variant has a seed in both plans, its trials of that one. */
function sameSeedIn(a: Plan, b: Plan): (pair: Pair) => Pair {
  const trialId = (trial: PlannedTrial): string => `${trial.seed} ${variantId(trial)}`;
  const { both } = inBoth(a.trials, b.trials, trialId);
  const first = new Map(both.toReversed().map((pair) => [variantId(pair[0]), pair]));
  return (pair) => first.get(variantId(pair[0])) ?? pair;
}

function variantId({ variant }: PlannedTrial): string {
  return canonicalJson(variant);
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
  return [...found.values()].flatMap(({ difference, of }): SpecDifference[] => {
    if (of.length === compared.length) return [difference];
    return pairs.length > 0 ? [{ ...difference, variants: of }] : [];
  });
}

function byPath(differences: readonly SpecDifference[]): readonly SpecDifference[] {
  return differences.toSorted((x, y) => (pathText(x.path) < pathText(y.path) ? -1 : 1));
}

function eachWithFirst(a: readonly PlannedTrial[], b: readonly PlannedTrial[]): readonly Pair[] {
  const [[firstA], [firstB]] = [a, b];
  if (firstA === undefined || firstB === undefined) return [];
  return [
    ...a.map((trial): Pair => [trial, firstB]),
    ...b.slice(1).map((trial): Pair => [firstA, trial]),
  ];
}
