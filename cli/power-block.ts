import { DEFAULTS } from '../study/defaults.ts';
import { formatP } from '../study/format.ts';
import type { Plan } from '../study/plan.ts';
import { cut } from '../study/readable.ts';
import { isReachable, powerOf } from '../verdict/power.ts';
import type { Power } from '../verdict/power.ts';
import { counted, paragraph, styled, table } from './terminal.ts';

const CLAIM_WIDTH = 36; // leaves room for the numbers in 80 columns

/** How small a p each hypothesis can come to with the study's seeds, by itself and corrected. */
export function powerBlock(plan: Plan): readonly string[] {
  if (plan.hypotheses.length === 0) return [];
  const rows = powerOf(plan).map((power) => {
    const { hypothesis, smallestP, smallestPHolm, seedsNeeded } = power;
    const corrected = smallest(smallestPHolm);
    return [
      cut(hypothesis.claim, CLAIM_WIDTH),
      hypothesis.test ?? DEFAULTS.test,
      smallest(smallestP),
      isReachable(power, plan) ? corrected : styled('yellow', corrected),
      String(seedsNeeded ?? 'none'),
    ];
  });
  const header = ['claim', 'test', 'smallest p', 'corrected', 'seeds'];
  const seeds = counted(plan.seeds.length, 'seed');
  const sentence = powerSentence(plan);
  const title = `${styled('bold', 'Hypotheses')}, with ${seeds}, at alpha ${plan.alpha ?? DEFAULTS.alpha}`;
  return [`${title}\n${table(header, rows, [2, 3, 4])}`, ...(sentence === '' ? [] : [sentence])];
}

/** What the seeds can't show, whatever comes out; nothing where they can. */
export function powerSentence(plan: Plan): string {
  const powers = powerOf(plan);
  const beyond = powers.filter((power) => !isReachable(power, plan));
  const needed = ({ seedsNeeded }: Power): number => seedsNeeded ?? Infinity;
  const [worst] = beyond.toSorted((a, b) => needed(b) - needed(a));
  if (worst === undefined) return '';
  const all =
    powers.length === 1 ? 'The hypothesis' : `${beyond.length} of ${powers.length} hypotheses`;
  const seeds = counted(worst.n, 'seed');
  const test = worst.hypothesis.test ?? DEFAULTS.test;
  const why =
    worst.smallestP === 1
      ? 'one difference has no spread'
      : `\`${test}\` gives no p below ${formatP(worst.smallestP)}` +
        (worst.smallestP === worst.smallestPHolm
          ? ''
          : `, corrected ${formatP(worst.smallestPHolm)}`);
  const enough =
    worst.seedsNeeded === null
      ? 'No number of seeds is enough: take another test.'
      : `It takes at least ${counted(worst.seedsNeeded, 'seed')}.`;
  const text = `${all} can't be supported with ${seeds}, whatever comes out: ${why}. ${enough}`;
  return paragraph(text);
}

function smallest(p: number): string {
  return p === 0 ? 'any' : p === 1 ? 'none' : formatP(p);
}
