import { holm } from '../statistics/holm.ts';
import { smallestP } from '../statistics/smallest-p.ts';
import { DEFAULTS } from '../study/defaults.ts';
import type { Plan } from '../study/plan.ts';
import type { Hypothesis } from '../study/spec.ts';

/** What a study's number of seeds lets a hypothesis's test show at all. */
export interface Power {
  readonly hypothesis: Hypothesis;
  /** The study's seeds. */
  readonly n: number;
  /** The smallest p for the claim that the test can give with so many. */
  readonly smallestP: number;
  /** The same with Holm's correction, all hypotheses being as clear as can be. */
  readonly smallestPHolm: number;
  /** The fewest seeds with which all hypotheses together could support it; null where none suffice. */
  readonly seedsNeeded: number | null;
}

/** More seeds than these change nothing: tests that draw have come to their smallest p. */
const MOST_SEEDS = 100;

/** What each hypothesis of a study can come to, whatever the effect. */
export function powerOf(plan: Plan): readonly Power[] {
  const { hypotheses, seeds, alpha = DEFAULTS.alpha } = plan;
  const reach = (n: number): readonly { readonly p: number; readonly pHolm: number }[] => {
    const smallest = hypotheses.map((hypothesis) => smallestFor(hypothesis, n));
    const corrected = holm(smallest);
    return smallest.map((p, i) => ({ p, pHolm: corrected[i]! }));
  };
  const needed = hypotheses.map((): number | null => null);
  for (let n = 2; n <= MOST_SEEDS && needed.includes(null); n++) {
    for (const [i, { pHolm }] of reach(n).entries()) if (pHolm <= alpha) needed[i] ??= n;
  }
  return reach(seeds.length).map(({ p, pHolm }, i) => ({
    hypothesis: hypotheses[i]!,
    n: seeds.length,
    smallestP: p,
    smallestPHolm: pHolm,
    seedsNeeded: needed[i]!,
  }));
}

/** Whether any data could support the hypothesis. */
export function isReachable({ smallestPHolm }: Power, { alpha = DEFAULTS.alpha }: Plan): boolean {
  return smallestPHolm <= alpha;
}

function smallestFor({ test = DEFAULTS.test, expect }: Hypothesis, n: number): number {
  return n < 2 ? 1 : smallestP({ test, expect, n });
}
