import {
  formatDifference,
  formatInterval,
  formatP,
  listed,
  quantityWords,
} from '../study/format.ts';
import { escapeMarkdown } from '../study/labels.ts';
import type { Effect, Verdict, VerdictWord } from './verdict.ts';

export const VERDICT_WORDS: Readonly<Record<VerdictWord, string>> = {
  supported: 'Supported',
  refuted: 'Refuted',
  undecided: 'Undecided',
};

/**
 * The numbers behind a verdict in one line:
 * `test accuracy +5.69 percentage points (95% interval +5.62 to +5.76), p = 0.0031, 6 seeds`.
 */
export function numbersOf(verdict: Verdict): string {
  const { hypothesis, pHolm, pRefuted } = verdict;
  const against = verdict.verdict === 'refuted';
  const effect = effectText({
    ...verdict,
    p: against ? pRefuted : pHolm,
    ...(against && { about: ' against it' }),
  });
  return verdict.effect === null ? effect : `${quantityWords(hypothesis)} ${effect}`;
}

/** An effect with its interval, p and number of seeds. */
export function effectText({
  metric,
  alpha,
  n,
  effect,
  interval,
  p,
  about = '',
}: Effect & Pick<Verdict, 'metric' | 'alpha'> & { readonly about?: string }): string {
  if (effect === null) return 'nothing to compare';
  return [
    formatDifference(metric, effect) +
      (interval === null
        ? ''
        : ` (${confidenceText(alpha)} interval ${formatInterval(metric, interval, { unit: false })})`),
    ...(p === null ? [] : [`p = ${formatP(p, alpha)}${about}`]),
    n === 1 ? '1 seed' : `${n} seeds`,
  ].join(', ');
}

/** The confidence of a verdict's intervals: `95%`. */
export function confidenceText(alpha: number): string {
  return `${Number((100 * (1 - alpha)).toFixed(6))}%`;
}

/** What has to be known before a verdict is believed. */
export function marksOf({ exploratory, reused, n }: Verdict): string[] {
  return [
    ...(exploratory ? ['exploratory'] : []),
    ...(reused === undefined ? [] : [`${reusedText(reused.seeds, n)} reused`]),
  ];
}

function reusedText(seeds: readonly number[], n: number): string {
  if (seeds.length === n) return n === 1 ? 'seed' : 'all seeds';
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${listed(seeds.map(String))}`;
}

/** A verdict as one line of Markdown. */
export function verdictLine(verdict: Verdict): string {
  const marks = marksOf(verdict);
  const marked = marks.length === 0 ? '' : ` (${marks.join('; ')})`;
  return `**${VERDICT_WORDS[verdict.verdict]}**${marked}: ${escapeMarkdown(verdict.claim)}. ${numbersOf(verdict)}`;
}
