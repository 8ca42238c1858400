import { formatDifference, formatInterval, formatP } from '../study/format.ts';
import type { Effect, Verdict, VerdictWord } from './verdict.ts';

export const VERDICT_WORDS: Readonly<Record<VerdictWord, string>> = {
  supported: 'Supported',
  refuted: 'Refuted',
  undecided: 'Undecided',
};

/** The numbers behind a verdict in one line: `+5.69 percentage points (+5.62 to +5.76), p = 0.0031, 6 seeds`. */
export function numbersOf(verdict: Verdict): string {
  const { pHolm, pRefuted } = verdict;
  const against = verdict.verdict === 'refuted';
  return effectText(verdict.metric, {
    ...verdict,
    p: against ? pRefuted : pHolm,
    ...(against && { about: ' against it' }),
  });
}

/** An effect with its interval, p and number of seeds. */
export function effectText(
  metric: Verdict['metric'],
  { n, effect, interval, p, about = '' }: Effect & { readonly about?: string },
): string {
  if (effect === null) return 'nothing to compare';
  return [
    formatDifference(metric, effect) +
      (interval === null ? '' : ` (${formatInterval(metric, interval, { unit: false })})`),
    ...(p === null ? [] : [`p = ${formatP(p)}${about}`]),
    n === 1 ? '1 seed' : `${n} seeds`,
  ].join(', ');
}

/** A verdict as one line of Markdown. */
export function verdictLine(verdict: Verdict): string {
  const marks = verdict.exploratory ? ' (exploratory)' : '';
  const claim = verdict.claim.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>|#~&]/g, '\\$&');
  return `**${VERDICT_WORDS[verdict.verdict]}**${marks}: ${claim}. ${numbersOf(verdict)}`;
}
