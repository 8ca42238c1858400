import { seedsNeeded, smallestP } from '../statistics/smallest-p.ts';
import { DEFAULTS } from '../study/defaults.ts';
import type { Plan } from '../study/plan.ts';
import type { Hypothesis } from '../study/spec.ts';

/** What a study's number of seeds lets a hypothesis's test say at all. */
export interface Power {
  /** The study's seeds. */
  readonly n: number;
  /** The smallest p that the test can give with so many. */
  readonly smallestP: number;
  /** What p must not exceed in Holm's first step: alpha over the number of hypotheses. */
  readonly neededP: number;
  /** The fewest seeds with which p can be as small as that; null where no number is enough. */
  readonly seedsNeeded: number | null;
}

export function powerOf(
  { test = DEFAULTS.test, expect }: Hypothesis,
  { seeds, hypotheses, alpha = DEFAULTS.alpha }: Plan,
): Power {
  const family = hypotheses.length;
  return {
    n: seeds.length,
    smallestP: seeds.length < 2 ? 1 : smallestP({ test, expect, n: seeds.length }),
    neededP: alpha / family,
    seedsNeeded: seedsNeeded({ test, expect, alpha, hypotheses: family }),
  };
}
