import { marksOf, numbersOf, VERDICT_WORDS } from '../../verdict/line.ts';
import { formatDifference, formatMetric, listed, metricWords } from '../../study/format.ts';
import { isShare } from '../../study/shape-metrics.ts';
import { trialLabel, variantLabel } from '../../study/labels.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { columns, counted, styled, table, wrapped } from '../terminal.ts';
import type { RunComparison } from './compare-runs.ts';
import { differenceText, someOf } from './difference-text.ts';
import type { ResultDifference } from './result-differences.ts';
import type { SpecDifference } from './spec-differences.ts';
import type { TrialIdentity } from './trial-identity.ts';

/** A comparison as a terminal shows it. */
export function comparisonText(comparison: RunComparison): string {
  const { a, b } = comparison;
  if (a.run === b.run) return `A and B are the same run, ${a.run}: nothing differs.\n`;
  const blocks = [
    headBlock(comparison),
    specBlock(
      'Spec, in keys: a trial computes something else',
      `No field that is in a key differs${comparison.arithmetic.same === false ? '' : ': what both have is the same computation'}.`,
      comparison.spec.inKeys,
    ),
    specBlock(
      'Spec, in no key: a trial computes the same',
      'No other field differs.',
      comparison.spec.notInKeys,
    ),
    variantsBlock(comparison),
    ...resultBlocks(comparison),
    trialsBlock(comparison),
    verdictsBlock(comparison),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function headBlock({ a, b, arithmetic }: RunComparison): string {
  const runs = [a, b].map(({ run, status }, i) => `${'AB'[i]!}  ${styled('bold', run)}  ${status}`);
  const said = arithmeticText(arithmetic.same, fingerprint(a), fingerprint(b));
  return [...runs, ...lines(said), ...arithmetic.differences.flatMap(differenceLines)].join('\n');
}

function arithmeticText(same: boolean | null, a: string, b: string): string {
  if (same === null) return `Arithmetic: ${a} in A, ${b} in B.`;
  if (same) return `The same arithmetic fingerprint, ${a}.`;
  return (
    `Other arithmetic: ${a} in A, ${b} in B. It is in every key, so that what trains alike ` +
    'differs in its last digits, and then in more.'
  );
}

/** The first digits of each fingerprint. */
function fingerprint({ arithmetic }: RunComparison['a']): string {
  if (arithmetic === null) return 'none yet';
  return listed(arithmetic.split(' ').map((each) => each.slice(0, 8)));
}

function specBlock(title: string, none: string, differences: readonly SpecDifference[]): string {
  if (differences.length === 0) return lines(none).join('\n');
  return [styled('bold', title), ...differences.flatMap(differenceLines)].join('\n');
}

function differenceLines(difference: SpecDifference): readonly string[] {
  return lines(differenceText(difference), 2);
}

function variantsBlock({ spec: { variants } }: RunComparison): string {
  return [
    ...onlyIn('A', 'variant', variants.onlyA.map(variantLabel)),
    ...onlyIn('B', 'variant', variants.onlyB.map(variantLabel)),
  ].join('\n');
}

function onlyIn(run: 'A' | 'B', noun: string, labels: readonly string[]): readonly string[] {
  if (labels.length === 0) return [];
  return lines(`Only in ${run}: ${counted(labels.length, noun)}: ${someOf(labels.map(unbroken))}`);
}

/** The variants that both have, a table a metric. */
function resultBlocks({ results }: RunComparison): readonly string[] {
  if (results.length === 0) return ['No variant is in both.'];
  const tested = results.filter(({ difference }) => difference !== null);
  if (tested.length === 0) return ['No seed has been tested in both.'];
  const metrics = [...new Set(tested.map(({ metric }) => metric))];
  return metrics.map((metric) =>
    resultTable(
      metric,
      results.filter((each) => each.metric === metric),
    ),
  );
}

function resultTable(
  metric: ResultDifference['metric'],
  results: readonly ResultDifference[],
): string {
  const value = (number: number | null): string =>
    number === null ? '–' : formatMetric(metric, number);
  const rows = results.map(({ variant, seeds, a, b, difference }) => [
    variantLabel(variant),
    String(seeds.length),
    value(a),
    value(b),
    difference === null ? '–' : formatDifference(metric, difference, { unit: false }),
  ]);
  const unit = isShare(metric) ? ', B − A in percentage points' : '';
  const title = `Mean ${metricWords(metric)} over the seeds that both have${unit}`;
  const header = ['variant', 'seeds', 'A', 'B', 'B − A'];
  return `${styled('bold', title)}\n${table(header, rows, [1, 2, 3, 4])}`;
}

function trialsBlock({ trials: { both, onlyA, onlyB } }: RunComparison): string {
  const identical = both.filter((trial) => trial.identical);
  const others = new Map<string, string[]>();
  for (const trial of both.filter((each) => !each.identical)) {
    const text = identityText(trial);
    others.set(text, [...(others.get(text) ?? []), trialLabel(trial)]);
  }
  const title =
    both.length === 0
      ? 'Trials: none is in both'
      : `Trials: ${identical.length} of the ${both.length} that both have are identical, by digest`;
  return [
    styled('bold', title),
    ...[...others].flatMap(([text, labels]) =>
      lines(`${text}: ${someOf(labels.map(unbroken))}`, 2),
    ),
    ...onlyIn('A', 'trial', onlyA.map(trialLabel)),
    ...onlyIn('B', 'trial', onlyB.map(trialLabel)),
  ].join('\n');
}

/** How far a trial that is not identical is the same. */
function identityText({ epochs: { a, b }, sameCommits, sameStates }: TrialIdentity): string {
  if (a === 0 && b === 0) return 'no epoch yet in either';
  if (a === 0 || b === 0) return `no epoch yet in ${a === 0 ? 'A' : 'B'}`;
  const commits =
    sameCommits === 0
      ? 'different from the first epoch'
      : `the same up to epoch ${sameCommits}${endText(a, b, sameCommits)}`;
  if (sameStates === sameCommits) return commits;
  return `${commits}; the same weights up to epoch ${sameStates}, measured otherwise`;
}

/** Which run goes on after the last epoch that is the same, if one does. */
function endText(a: number, b: number, same: number): string {
  if (a === same && b > a) return `, the last of A; B has ${b}`;
  return b === same && a > b ? `, the last of B; A has ${a}` : '';
}

function verdictsBlock({ verdicts }: RunComparison): string {
  if (verdicts.length === 0) return '';
  const claims = verdicts.map(({ claim, a, b }) =>
    [
      ...lines(claim, 2),
      ...lines(`A  ${verdictText(a)}`, 4),
      ...lines(`B  ${verdictText(b)}`, 4),
    ].join('\n'),
  );
  return [styled('bold', 'Verdicts'), ...claims].join('\n');
}

function verdictText(verdict: Verdict | null): string {
  if (verdict === null) return 'not asked';
  const marks = marksOf(verdict);
  const marked = marks.length === 0 ? '' : ` (${marks.join('; ')})`;
  return `${VERDICT_WORDS[verdict.verdict]}${marked}: ${numbersOf(verdict).replace(/p = \S+/, unbroken)}`;
}

/** A text in the terminal's width, what follows its first line two columns further in. */
function lines(text: string, indent = 0): readonly string[] {
  return wrapped(text, columns() - indent - 2).map(
    (line, i) => ' '.repeat(i === 0 ? indent : indent + 2) + line.replaceAll(NO_BREAK, ' '),
  );
}

const NO_BREAK = '\u00A0';
const UNBROKEN_LENGTH = 40;

/** A text that `lines` leaves in one piece, if it is no long one. */
function unbroken(text: string): string {
  return text.length <= UNBROKEN_LENGTH ? text.replaceAll(' ', NO_BREAK) : text;
}
