import { DEFAULTS } from './defaults.ts';
import { variantLabel } from './labels.ts';
import type {
  At,
  Hypothesis,
  HypothesisTerms,
  MatrixValue,
  Variant,
  WrittenHypothesis,
} from './spec.ts';

/** Valid hypotheses without what is at its default, so that writing it down changes no digest. */
export function readHypotheses(given: readonly object[]): readonly WrittenHypothesis[] {
  return given.map((hypothesis) => {
    const { metric } = hypothesis as WrittenHypothesis;
    const standard: Readonly<Record<string, unknown>> = {
      at: standardAt(metric),
      minEffect: 0,
      test: DEFAULTS.test,
      onFailure: DEFAULTS.onFailure,
    };
    const entries = Object.entries(hypothesis).filter(([name, value]) => value !== standard[name]);
    return Object.fromEntries(entries) as unknown as WrittenHypothesis;
  });
}

/** The epoch whose value is compared where a hypothesis does not say. */
export function standardAt(metric: HypothesisTerms['metric']): At {
  return metric.startsWith('test.') ? 'best' : 'last';
}

/**
 * The comparisons that the hypotheses stand for: one each, or with `treatment: each` one for every
 * other value of the baseline's variables, or with `compare: allPairs` one for every two variants.
 *
 * @param variants without variables that are only labels
 */
export function expandHypotheses(
  written: readonly WrittenHypothesis[],
  variants: readonly Variant[],
): readonly Hypothesis[] {
  return written.flatMap(({ compare, treatment, baseline, ...terms }) => {
    if (compare === undefined && typeof treatment === 'object') {
      return [{ ...terms, treatment, baseline: baseline! }];
    }
    const pairs = compare === undefined ? eachAgainst(baseline!, variants) : pairsOf(variants);
    return pairs.map((pair) => ({ ...terms, ...pair, claim: claimOf(terms.claim, pair) }));
  });
}

/** How many comparisons the hypotheses stand for: pairs are counted, not made. */
export function countHypotheses(
  written: readonly WrittenHypothesis[],
  variants: readonly Variant[],
): number {
  const different = distinct(variants.map((variant) => Object.entries(variant))).length;
  const counts = written.map(({ compare, treatment, baseline }) => {
    if (compare !== undefined) return (different * (different - 1)) / 2;
    return treatment === 'each' ? eachAgainst(baseline!, variants).length : 1;
  });
  return counts.reduce((sum, each) => sum + each, 0);
}

type Sides = Pick<Hypothesis, 'treatment' | 'baseline' | 'variables'>;

function eachAgainst(baseline: Variant, variants: readonly Variant[]): readonly Sides[] {
  const names = Object.keys(baseline);
  const sides = variants.map((variant) => {
    const values = names.map((name): [string, MatrixValue] => [name, variant[name]!]);
    return values.every(([, value]) => value !== undefined) ? values : null;
  });
  const others = distinct(sides.filter((side) => side !== null));
  return others
    .map((values): Variant => Object.fromEntries(values))
    .filter((treatment) => names.some((name) => treatment[name] !== baseline[name]))
    .map((treatment) => ({ treatment, baseline }));
}

/** Every two variants, the later one as the treatment. */
function pairsOf(variants: readonly Variant[]): readonly Sides[] {
  const all = distinct(variants.map((variant) => Object.entries(variant)));
  const sides = all.map((values): Variant => Object.fromEntries(values));
  const variables = [...new Set(sides.flatMap((side) => Object.keys(side)))];
  const isPartial = sides.some((side) => Object.keys(side).length < variables.length);
  const partial = isPartial ? { variables } : {};
  return sides.flatMap((baseline, i) =>
    sides.slice(i + 1).map((treatment) => ({ treatment, baseline, ...partial })),
  );
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function claimOf(claim: string, { treatment, baseline }: Sides): string {
  return `${claim}: ${variantLabel(treatment)} against ${variantLabel(baseline)}`;
}
