import { testClaim } from '../statistics/claim.ts';
import type { ClaimTest } from '../statistics/claim.ts';
import { effectInterval, standardisedEffect } from '../statistics/effect.ts';
import { holm } from '../statistics/holm.ts';
import { mean } from '../statistics/summary.ts';
import { DEFAULTS } from '../study/defaults.ts';
import type { Plan } from '../study/plan.ts';
import { isExploratory, isReused } from '../study/registration.ts';
import type { Registration } from '../study/registration.ts';
import type { Results } from '../study/results.ts';
import type { Hypothesis } from '../study/spec.ts';
import { differencesOf, testedDifferences } from './differences.ts';
import type { Differences, SeedDifference } from './differences.ts';
import { notesOf } from './notes.ts';
import { powerOf } from './power.ts';
import { reasonOf } from './reason.ts';
import { scopeOf } from './scope.ts';
import { testSetUncertainty } from './test-set.ts';
import type { TestScores } from './test-set.ts';
import type { Effect, Verdict, VerdictWord } from './verdict.ts';

/** What a verdict needs besides the results. */
export interface Evidence {
  /** Null where the store has lost it: then nobody can say that the question came first. */
  readonly registration: Registration | null;
  /** Each trial's test, sample by sample, by the trial's index; without those that have none. */
  readonly scores: ReadonlyMap<number, TestScores>;
}

interface Tested extends Differences {
  readonly hypothesis: Hypothesis;
  readonly claim: ClaimTest;
}

const UNTESTED = { supported: null, refuted: null } as const;

/**
 * Decides each of a study's hypotheses over its seeds, all of them together with Holm's correction.
 * Pure: the same results, plan and evidence give the same verdicts.
 *
 * @param results of a study that is still running too: what is not there yet leaves a claim undecided
 */
export function judge(results: Results, plan: Plan, evidence: Evidence): readonly Verdict[] {
  const alpha = plan.alpha ?? DEFAULTS.alpha;
  const tested = plan.hypotheses.map((hypothesis) => test(hypothesis, results, plan));
  const pHolm = holm(tested.map(({ claim }) => claim.supported));
  const pRefuted = holm(tested.map(({ claim }) => claim.refuted));
  const { registration, scores } = evidence;
  const powers = powerOf(plan);
  return tested.map((each, i): Verdict => {
    const { hypothesis, claim, observed } = each;
    const corrected = { pHolm: pHolm[i]!, pRefuted: pRefuted[i]! };
    const verdict = wordOf(corrected, alpha);
    const { metric } = hypothesis;
    const effect = effectOf(observed, hypothesis, { alpha, p: claim.supported });
    const told = { ...effect, ...corrected, verdict, alpha, test: claim.used };
    return {
      claim: hypothesis.claim,
      metric,
      ...effect,
      pHolm: corrected.pHolm,
      verdict,
      reason: reasonOf({ ...told, ...each }, powers[i]!),
      exploratory: registration === null || isExploratory(registration),
      hypothesis,
      alpha,
      test: claim.used,
      standardised: standardisedEffect(testedDifferences(observed)),
      pRefuted: corrected.pRefuted,
      missing: each.missing.length - each.worst.length,
      seeds: observed,
      ...reusedOf(each, { alpha, registration }),
      testSet: testSetUncertainty(hypothesis, observed, { plan, scores, alpha }),
      scope: scopeOf(hypothesis, plan),
      notes: notesOf(each, results),
    };
  });
}

function test(hypothesis: Hypothesis, results: Results, plan: Plan): Tested {
  const differences = differencesOf(hypothesis, results, plan);
  const { observed, worst } = differences;
  const claim = testOf(observed, hypothesis);
  // A pair that is missing may be missing because of what is asked: what is left is no fair sample.
  if (!isWhole(differences))
    return { hypothesis, ...differences, claim: { ...claim, ...UNTESTED } };
  // Nor do values that stand in for failures show that two things are much the same.
  const same = worst.length > 0 && hypothesis.expect === 'different';
  return { hypothesis, ...differences, claim: same ? { ...claim, refuted: null } : claim };
}

/** Whether each compared trial has its number, or one that stands in for it. */
function isWhole({ missing, worst }: Differences): boolean {
  return missing.length === worst.length;
}

function testOf(observed: readonly SeedDifference[], hypothesis: Hypothesis): ClaimTest {
  const { test: asked = DEFAULTS.test, expect, minEffect = 0 } = hypothesis;
  const differences = testedDifferences(observed);
  // One seed has no spread to compare its difference with, whatever the test.
  if (differences.length < 2) return { ...UNTESTED, used: asked };
  return testClaim(differences, { test: asked, expect, minEffect });
}

function effectOf(
  observed: readonly SeedDifference[],
  { test: asked = DEFAULTS.test }: Hypothesis,
  { alpha, p }: { readonly alpha: number; readonly p: number | null },
): Effect {
  const interval = effectInterval(testedDifferences(observed), {
    test: asked,
    confidence: 1 - alpha,
  });
  return {
    n: observed.length,
    effect: observed.length === 0 ? null : mean(observed.map(({ difference }) => difference)),
    interval: interval && [interval.low, interval.high],
    p,
  };
}

function wordOf(
  { pHolm, pRefuted }: { readonly pHolm: number | null; readonly pRefuted: number | null },
  alpha: number,
): VerdictWord {
  if (pHolm !== null && pHolm <= alpha) return 'supported';
  return pRefuted !== null && pRefuted <= alpha ? 'refuted' : 'undecided';
}

/** The effect without the seeds that somebody may have seen before the question was written down. */
function reusedOf(
  tested: Tested,
  { alpha, registration }: { readonly alpha: number } & Pick<Evidence, 'registration'>,
): Pick<Verdict, 'reused'> {
  const { hypothesis, observed, compared } = tested;
  const seen = new Set(
    compared.filter((trial) => registration !== null && isReused(registration, trial)),
  );
  const seeds = observed
    .map(({ seed }) => seed)
    .filter((seed) => [...seen].some((trial) => trial.seed === seed));
  if (seeds.length === 0) return {};
  const fresh = observed.filter(({ seed }) => !seeds.includes(seed));
  const p = isWhole(tested) ? testOf(fresh, hypothesis).supported : null;
  return { reused: { seeds, without: effectOf(fresh, hypothesis, { alpha, p }) } };
}
