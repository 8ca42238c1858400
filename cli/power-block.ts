import { DEFAULTS } from '../study/defaults.ts';
import { formatP } from '../study/format.ts';
import type { Plan } from '../study/plan.ts';
import { cut } from '../study/readable.ts';
import { powerOf } from '../verdict/power.ts';
import type { Power } from '../verdict/power.ts';
import { columns, counted, styled, table, wrapped } from './terminal.ts';

const CLAIM_WIDTH = 36; // leaves room for the numbers in 80 columns

/** How small a p each hypothesis can come to with the study's seeds, and how small it has to be. */
export function powerBlock(plan: Plan): readonly string[] {
  if (plan.hypotheses.length === 0) return [];
  const rows = plan.hypotheses.map((hypothesis) => {
    const power = powerOf(hypothesis, plan);
    return [
      cut(hypothesis.claim, CLAIM_WIDTH),
      hypothesis.test ?? DEFAULTS.test,
      isReachable(power) ? smallest(power) : styled('yellow', smallest(power)),
      formatP(power.neededP),
      String(power.seedsNeeded ?? 'none'),
    ];
  });
  const header = ['claim', 'test', 'smallest p', 'needed p', 'seeds'];
  const seeds = counted(plan.seeds.length, 'seed');
  const sentence = powerSentence(plan);
  return [
    `${styled('bold', 'Hypotheses')}, with ${seeds}\n${table(header, rows, [2, 3, 4])}`,
    ...(sentence === '' ? [] : [sentence]),
  ];
}

/** What the seeds can't decide, whatever comes out; nothing where they can. */
export function powerSentence(plan: Plan): string {
  const powers = plan.hypotheses.map((hypothesis) => ({
    test: hypothesis.test ?? DEFAULTS.test,
    ...powerOf(hypothesis, plan),
  }));
  const beyond = powers.filter((power) => !isReachable(power));
  const [worst] = beyond.toSorted(
    (a, b) => (b.seedsNeeded ?? Infinity) - (a.seedsNeeded ?? Infinity),
  );
  if (worst === undefined) return '';
  const all =
    powers.length === 1 ? 'The hypothesis' : `${beyond.length} of ${powers.length} hypotheses`;
  const seeds = counted(worst.n, 'seed');
  const why =
    worst.smallestP === 1
      ? 'one difference has no spread'
      : `\`${worst.test}\` gives no p below ${formatP(worst.smallestP)}, and ${formatP(worst.neededP)} is needed`;
  const enough =
    worst.seedsNeeded === null
      ? 'No number of seeds is enough for it: take another test.'
      : `It takes at least ${counted(worst.seedsNeeded, 'seed')}.`;
  const text = `${all} can't be decided with ${seeds}, whatever comes out: ${why}. ${enough}`;
  return wrapped(text, columns()).join('\n');
}

function isReachable({ smallestP, neededP }: Power): boolean {
  return smallestP <= neededP;
}

function smallest({ smallestP }: Power): string {
  return smallestP === 0 ? 'any' : smallestP === 1 ? 'none' : formatP(smallestP);
}
