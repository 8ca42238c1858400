import { VERDICT_WORDS, marksOf, numbersOf } from '../verdict/line.ts';
import type { Verdict, VerdictWord } from '../verdict/verdict.ts';
import type { Comparison } from './compare.ts';
import type { Block, Tone } from './document.ts';
import { MOST_IN_FULL } from './measured.ts';

const TONES: Readonly<Record<VerdictWord, Tone>> = {
  supported: 'good',
  refuted: 'bad',
  undecided: 'neutral',
};

/**
 * The study's answer: each hypothesis with its verdict and the numbers behind it, and what happened
 * to the trials that it rests on.
 */
export function verdictBlocks({ verdicts }: Comparison, repaired: string | null): Block[] {
  if (verdicts.length === 0) return [];
  const told = new Set(verdicts.flatMap((verdict) => verdict.notes));
  const notes = [...told, ...(repaired === null ? [] : [repaired])];
  return [
    ...(verdicts.length > MOST_IN_FULL ? [tableOf(verdicts)] : verdicts.map(boxOf)),
    ...(notes.length === 0 ? [] : [{ type: 'list' as const, items: notes }]),
  ];
}

function boxOf(verdict: Verdict): Block {
  return {
    type: 'verdict',
    tone: TONES[verdict.verdict],
    word: VERDICT_WORDS[verdict.verdict],
    claim: verdict.claim,
    numbers: numbersOf(verdict),
    marks: marksOf(verdict),
  };
}

function tableOf(verdicts: readonly Verdict[]): Block {
  return {
    type: 'table',
    columns: [
      { title: `${verdicts.length} hypotheses`, align: 'left' },
      { title: 'Verdict', align: 'left' },
      { title: 'Difference', align: 'left' },
    ],
    rows: verdicts.map((verdict) => ({
      colour: null,
      cells: [
        verdict.claim,
        [{ strong: [VERDICT_WORDS[verdict.verdict], ...marksOf(verdict)].join(', ') }],
        numbersOf(verdict),
      ],
    })),
  };
}
