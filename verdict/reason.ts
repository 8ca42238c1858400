import type { ClaimTest } from '../statistics/claim.ts';
import { DEFAULTS } from '../study/defaults.ts';
import {
  counted,
  formatDifference,
  formatInterval,
  formatP,
  quantityWords,
} from '../study/format.ts';
import type { Plan } from '../study/plan.ts';
import { shapeOf } from '../study/shape-metrics.ts';
import type { Hypothesis } from '../study/spec.ts';
import type { Differences } from './differences.ts';
import { confidenceText } from './line.ts';
import { powerOf } from './power.ts';
import type { Effect, Verdict } from './verdict.ts';

interface Told
  extends Effect, Differences, Pick<Verdict, 'pHolm' | 'pRefuted' | 'verdict' | 'alpha' | 'test'> {
  readonly hypothesis: Hypothesis;
  readonly claim: ClaimTest;
}

/** Why a verdict is what it is, in sentences. */
export function reasonOf(told: Told, plan: Plan): string {
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
  return [seenText(told, words), conclusionText(told), ...caveats(told, plan)].join(' ');
}

/** What is not there, and so leaves the claim undecided; null where everything is. */
function missingText({ hypothesis, missing, worst, compared }: Told): string | null {
  const lacking = missing.filter((trial) => !worst.includes(trial));
  if (lacking.length === 0) return null;
  const words = quantityWords(hypothesis);
  const of = `of the ${counted(compared.length, 'trial')} that it compares`;
  const diverged = lacking.filter(({ status }) => status === 'diverged');
  if (diverged.length > 0) {
    return (
      `${diverged.length} ${of} diverged, so there is no ${words} to compare. With ` +
      '`onFailure: worst` they count with the worst value that any of the others has.'
    );
  }
  const failed = lacking.filter(({ status }) => status === 'failed');
  if (failed.length > 0)
    return `${failed.length} ${of} failed, so there is no ${words} to compare.`;
  const verb = lacking.length === 1 ? 'has' : 'have';
  const ended = lacking.every(({ status }) => status === 'done');
  if (ended && shapeOf(hypothesis.metric)?.measure === 'epochsToReach') {
    return `${lacking.length} ${of} never ${lacking.length === 1 ? 'reaches' : 'reach'} the level.`;
  }
  return `${lacking.length} ${of} ${verb} no ${words}${ended ? '' : ' yet'}.`;
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
      return `${holds}: ${pText(claim.supported, pHolm)}; ${level}.`;
    case 'refuted':
      return `${opposite}: ${pText(claim.refuted, pRefuted)}; ${level}.`;
    case 'undecided':
      return undecidedText(told, level);
  }
}

function undecidedText({ claim, pHolm, pRefuted }: Told, level: string): string {
  const against =
    claim.refuted === null ? '' : ` nor the opposite (${pText(claim.refuted, pRefuted)})`;
  const neither = against === '' ? 'not' : 'neither';
  return `That shows ${neither} what is claimed (${pText(claim.supported, pHolm)})${against}; ${level}.`;
}

/** `p = 0.012, corrected for all hypotheses 0.036`. */
function pText(p: number | null, corrected: number | null): string {
  if (p === null || corrected === null) return 'no p';
  const same = p === corrected ? '' : `, with Holm’s correction ${formatP(corrected)}`;
  return `p = ${formatP(p)}${same}`;
}

/** What it means that a claim is shown, and that its opposite is. */
function meaningsOf({ metric, expect, minEffect = 0 }: Hypothesis): readonly [string, string] {
  const effect = formatDifference(metric, minEffect).slice(1);
  const none = minEffect === 0;
  switch (expect) {
    case 'greater':
      return none
        ? ['It is greater than 0', 'It is less than 0']
        : [`It is more than +${effect}`, `It is less than +${effect}, which the claim asks for`];
    case 'less':
      return none
        ? ['It is less than 0', 'It is greater than 0']
        : [
            `It is a decrease of more than ${effect}`,
            `It is no decrease of ${effect}, which the claim asks for`,
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
function caveats({ hypothesis, claim, test, verdict }: Told, plan: Plan): readonly string[] {
  const asked = hypothesis.test ?? DEFAULTS.test;
  const { smallestP, neededP, seedsNeeded, n } = powerOf(hypothesis, plan);
  return [
    ...(test === asked
      ? []
      : [
          `The difference is the same at every seed, where ${TEST_NAMES[asked]} is not defined: p is that of the sign-flip test.`,
        ]),
    ...(claim.zeros === undefined || claim.zeros === 0
      ? []
      : [`${counted(claim.zeros, 'difference')} of exactly the bound are left out of the test.`]),
    ...(verdict !== 'undecided' || smallestP <= neededP
      ? []
      : [
          `With ${counted(n, 'seed')} this test gives no p below ${formatP(smallestP)}, and ${formatP(neededP)} is needed: ${seedsNeeded === null ? 'no number of seeds' : counted(seedsNeeded, 'seed')} can decide it.`,
        ]),
  ];
}

export const TEST_NAMES: Readonly<Record<NonNullable<Hypothesis['test']>, string>> = {
  pairedT: 'the paired t test',
  signFlip: 'the sign-flip test',
  wilcoxon: 'Wilcoxon’s signed-rank test',
  bootstrap: 'the bootstrap-t test',
};
