import type { ClaimTest } from '../statistics/claim.ts';
import { DEFAULTS } from '../study/defaults.ts';
import {
  counted,
  formatDifference,
  formatInterval,
  formatP,
  quantityWords,
} from '../study/format.ts';
import { shapeOf } from '../study/shape-metrics.ts';
import type { Hypothesis } from '../study/spec.ts';
import type { TrialStatus } from '../study/results.ts';
import type { Differences } from './differences.ts';
import { confidenceText } from './line.ts';
import type { Power } from './power.ts';
import type { Effect, Verdict } from './verdict.ts';

interface Told
  extends Effect, Differences, Pick<Verdict, 'pHolm' | 'pRefuted' | 'verdict' | 'alpha' | 'test'> {
  readonly hypothesis: Hypothesis;
  readonly claim: ClaimTest;
}

/** Why a verdict is what it is, in sentences. */
export function reasonOf(told: Told, power: Power): string {
  const { observed, compared } = told;
  if (compared.length === 0) {
    return 'No variant of the treatment has a partner among the baseline, so nothing can be compared.';
  }
  const missing = missingText(told);
  if (missing !== null) return missing;
  const [first] = observed;
  const words = quantityWords(told.hypothesis);
  if (first !== undefined && observed.length === 1) {
    const seen = formatDifference(told.hypothesis.metric, first.difference);
    return (
      `One seed was run. At seed ${first.seed} the difference in ${words} is ${seen}. One seed ` +
      `can't tell an effect from chance: nothing says how far this number moves when only the seed changes.`
    );
  }
  return [seenText(told, words), conclusionText(told), ...caveats(told, power)].join(' ');
}

/** What is not there, and so leaves the claim undecided; null where everything is. */
function missingText({ hypothesis, missing, worst, compared }: Told): string | null {
  const lacking = missing.filter((trial) => !worst.includes(trial));
  if (lacking.length === 0) return null;
  const words = quantityWords(hypothesis);
  const one = lacking.length === 1;
  const of = `${lacking.length} of the ${counted(compared.length, 'trial')} that it compares`;
  const told = (status: TrialStatus): boolean => lacking.some((trial) => trial.status === status);
  if (told('diverged') || told('failed')) {
    const what = told('diverged') ? (told('failed') ? 'diverged or failed' : 'diverged') : 'failed';
    const none =
      hypothesis.onFailure === 'worst'
        ? ' One side has no value at all to put in their place.'
        : '';
    return `${of} ${what}, so there is no ${words} to compare.${none}`;
  }
  const ended = lacking.every(({ status }) => status === 'done');
  if (ended && shapeOf(hypothesis.metric)?.measure === 'epochsToReach') {
    return `${of} never ${one ? 'reaches' : 'reach'} the level.`;
  }
  return `${of} ${one ? 'has' : 'have'} no ${words}${ended ? '' : ' yet'}.`;
}

function seenText({ hypothesis, observed, effect, interval, alpha }: Told, words: string): string {
  const within =
    interval === null
      ? ''
      : ` (${confidenceText(alpha)} interval ${formatInterval(hypothesis.metric, interval, { unit: false })})`;
  return (
    `Over ${counted(observed.length, 'seed')} the mean difference in ${words} is ` +
    `${formatDifference(hypothesis.metric, effect!)}${within}.`
  );
}

function conclusionText(told: Told): string {
  const { hypothesis, verdict, claim, pHolm, pRefuted, alpha } = told;
  const [holds, opposite] = meaningsOf(hypothesis);
  const level = `alpha is ${alpha}`;
  switch (verdict) {
    case 'supported':
      return `${holds}: ${pText(claim.supported, pHolm, alpha)}; ${level}.`;
    case 'refuted':
      return `${opposite}: ${pText(claim.refuted, pRefuted, alpha)}; ${level}.`;
    case 'undecided':
      return undecidedText(told, level);
  }
}

function undecidedText({ claim, pHolm, pRefuted, alpha }: Told, level: string): string {
  const claimed = pText(claim.supported, pHolm, alpha);
  if (claim.refuted === null) return `That does not show what is claimed (${claimed}); ${level}.`;
  const against = pText(claim.refuted, pRefuted, alpha);
  return `That shows neither what is claimed (${claimed}) nor the opposite (${against}); ${level}.`;
}

/** `p = 0.012, with Holm’s correction 0.036`. */
function pText(p: number | null, corrected: number | null, alpha: number): string {
  if (p === null || corrected === null) return 'no p';
  const same = p === corrected ? '' : `, with Holm’s correction ${formatP(corrected, alpha)}`;
  return `p = ${formatP(p, alpha)}${same}`;
}

/** What it means that a claim is shown, and that its opposite is. */
function meaningsOf({ metric, expect, minEffect = 0 }: Hypothesis): readonly [string, string] {
  const effect = formatDifference(metric, minEffect).slice(1);
  const none = minEffect === 0;
  switch (expect) {
    case 'greater':
      return none
        ? ['It is greater than 0', 'It is less than 0']
        : [`It is more than +${effect}`, `It is less than the +${effect} that the claim asks for`];
    case 'less':
      return none
        ? ['It is less than 0', 'It is greater than 0']
        : [
            `It is a decrease of more than ${effect}`,
            `The decrease is smaller than the ${effect} that the claim asks for`,
          ];
    case 'different':
      return none
        ? ['It is not 0', '']
        : [
            `It is more than ${effect} in one direction`,
            `It is less than ${effect} in either direction`,
          ];
    case 'equivalent':
      return [
        `It is less than ${effect} in either direction`,
        `It is more than ${effect} in one direction`,
      ];
  }
}

/** What has to be known to read p: of the test, and of how much these seeds could show at all. */
function caveats(told: Told, power: Power): readonly string[] {
  const { hypothesis, claim, test, verdict, worst, alpha } = told;
  const asked = hypothesis.test ?? DEFAULTS.test;
  const { smallestP, smallestPHolm, seedsNeeded, n } = power;
  const zeros = claim.zeros ?? 0;
  return [
    ...(test === asked
      ? []
      : [
          `The difference is the same at every seed, where ${TEST_NAMES[asked]} is not defined: p is that of the sign-flip test.`,
        ]),
    ...(zeros === 0
      ? []
      : [
          `${counted(zeros, 'difference')} of exactly the bound ${zeros === 1 ? 'is' : 'are'} left out of the test.`,
        ]),
    ...(worst.length === 0
      ? []
      : [`In place of ${counted(worst.length, 'missing value')} stands the worst there is.`]),
    ...(verdict !== 'undecided' || smallestPHolm <= alpha
      ? []
      : [
          `With ${counted(n, 'seed')} this test gives no p below ${formatP(smallestP)}, too much for all hypotheses together: to support it takes ${seedsNeeded === null ? 'another test' : `at least ${counted(seedsNeeded, 'seed')}`}.`,
        ]),
  ];
}

export const TEST_NAMES: Readonly<Record<NonNullable<Hypothesis['test']>, string>> = {
  pairedT: 'the paired t test',
  signFlip: 'the sign-flip test',
  wilcoxon: 'Wilcoxon’s signed-rank test',
  bootstrap: 'the bootstrap-t test',
};
