import { collectTestScores } from '../activities/test-scores.ts';
import { COMPARISON_VERSION, compareVariants } from '../report/compare.ts';
import type { Comparison } from '../report/compare.ts';
import type { CollectedResults } from '../store/results.ts';
import type { Store } from '../store/store.ts';
import { EpochalError } from '../study/errors.ts';
import { formatInterval } from '../study/format.ts';
import { VERDICT_WORDS, confidenceText, marksOf, numbersOf } from '../verdict/line.ts';
import type { TestScores } from '../verdict/test-set.ts';
import type { Verdict, VerdictWord } from '../verdict/verdict.ts';
import { columns, styled, wrapped } from './terminal.ts';

/**
 * The variants' table and the verdicts: as the study's `compare` has stored them, or made here of the
 * results so far.
 */
export async function comparisonOf(store: Store, collected: CollectedResults): Promise<Comparison> {
  const { results, plan, ref } = collected;
  const { comparison, registration = null } = ref;
  if (comparison !== undefined && (await store.hasArtifact(comparison))) {
    const stored = await store.readJson<Comparison>(comparison);
    if (stored.version === COMPARISON_VERSION) return stored;
  }
  const scores = await collectTestScores(store, collected).catch(noneWhenLost);
  return compareVariants(results, plan, { registration, scores });
}

/** What the store has lost, the study makes again; until then verdicts go without the test samples. */
function noneWhenLost(error: unknown): ReadonlyMap<number, TestScores> {
  if (error instanceof EpochalError && error.code === 'ARTIFACT_MISSING') return new Map();
  throw error;
}

/** A verdict as programs read it, what it comes to before what led to it; numbers unrounded. */
export function verdictJson({ hypothesis, seeds, ...verdict }: Verdict): object {
  const { claim, metric, n, effect, interval, p, pHolm, reason, exploratory, ...more } = verdict;
  const { claim: _claim, metric: _metric, ...asked } = hypothesis;
  return {
    ...{ claim, metric, n, effect, interval, p, pHolm },
    ...{ verdict: verdict.verdict, reason, exploratory },
    ...more,
    asked,
    seeds,
  };
}

const STYLES = {
  supported: 'green',
  refuted: 'red',
  undecided: 'yellow',
} as const satisfies Record<VerdictWord, string>;

/** Each hypothesis with its verdict, its numbers, and why it is undecided where it is. */
export function verdictsText(verdicts: readonly Verdict[]): string {
  const width = Math.max(...verdicts.map(({ verdict }) => VERDICT_WORDS[verdict].length)) + 2;
  const indent = ' '.repeat(width);
  return verdicts
    .map((verdict) => {
      const word = VERDICT_WORDS[verdict.verdict];
      const marks = marksOf(verdict);
      const head = [verdict.claim, ...(marks.length === 0 ? [] : [`(${marks.join('; ')})`])].join(
        ' ',
      );
      const below = [
        numbersOf(verdict),
        ...testSetText(verdict),
        ...(verdict.verdict === 'undecided' ? [verdict.reason] : []),
        ...verdict.notes,
      ];
      const lines = [
        ...wrapped(head, columns() - width).map((line) => styled('bold', line)),
        ...below.flatMap((text) => wrapped(text, columns() - width)),
      ];
      const [first = '', ...others] = lines;
      return [
        `${styled(STYLES[verdict.verdict], word)}${' '.repeat(width - word.length)}${first}`,
        ...others.map((line) => indent + line),
      ].join('\n');
    })
    .join('\n');
}

/** What other test samples would make of the effect, where that is known. */
function testSetText({ metric, testSet, alpha }: Verdict): string[] {
  if (testSet === null) return [];
  const interval = formatInterval(metric, testSet.interval, { unit: false });
  return [
    `with other test samples, and these models: ${confidenceText(alpha)} interval ${interval}`,
  ];
}
