import { mean } from '../statistics/summary.ts';
import type { OwnMetric } from '../study/metrics.ts';
import type { Plan } from '../study/plan.ts';
import { foldText } from '../study/labels.ts';
import type { Results, StudyStatus } from '../study/results.ts';
import { isTested } from '../study/steps.ts';
import { seedValues } from '../verdict/by-seed.ts';
import type { ComparedTrial, Comparison } from './compare.ts';
import type { Block, ReportDocument, Text } from './document.ts';
import { repairedText } from './repaired.ts';
import { verdictBlocks } from './verdicts.ts';
import { counted, formatDifference, formatMetric, listed, metricTitle } from '../study/format.ts';
import { ownMetric } from './measured.ts';

const STATUS: Readonly<Record<StudyStatus, ReportDocument['status']>> = {
  running: { word: 'running', tone: 'waiting' },
  waiting: { word: 'waiting', tone: 'waiting' },
  paused: { word: 'paused', tone: 'waiting' },
  done: { word: 'done', tone: 'neutral' },
  failed: { word: 'failed', tone: 'bad' },
  stopped: { word: 'stopped', tone: 'bad' },
};

const UNFINISHED: Readonly<Record<Exclude<StudyStatus, 'done'>, string>> = {
  running: 'The study is still running.',
  waiting: 'The study waits for a worker that can go on with it.',
  paused: 'The study is paused.',
  failed: 'The study failed before its end.',
  stopped: 'The study was stopped before its end.',
};

export function statusBadge(status: StudyStatus): ReportDocument['status'] {
  return STATUS[status];
}

/** `2 variants, 1 seed, 50 epochs each`. */
export function outline(results: Results, plan: Plan): string {
  const variants = new Set(results.trials.map(({ variant }) => JSON.stringify(variant))).size;
  const epochs = [...new Set(plan.trials.map((trial) => trial.epochs))].toSorted((a, b) => a - b);
  const upTo = plan.trials.some(({ earlyStopping }) => earlyStopping) ? 'up to ' : '';
  const folds = foldsOf(plan);
  const cut = folds === 1 ? '' : `${counted(folds, 'fold')}, `;
  return `${counted(variants, 'variant')}, ${counted(plan.seeds.length, 'seed')}, ${cut}${upTo}${epochs.join(' or ')} ${epochs.length === 1 && epochs[0] === 1 ? 'epoch' : 'epochs'} each`;
}

/** How many trials a variant has at a seed. */
function foldsOf({ trials }: Plan): number {
  return Math.max(...trials.map(({ fold = 1 }) => fold));
}

/** The state of the answer in plain words: what can be said, what was seen, what went wrong. */
export function answerBlocks(
  comparison: Comparison,
  results: Results,
  { plan, repaired }: { readonly plan: Plan; readonly repaired: readonly string[] },
): Block[] {
  const blocks: Block[] = [];
  if (results.status !== 'done') {
    blocks.push({
      type: 'notice',
      tone: STATUS[results.status].tone,
      title: UNFINISHED[results.status],
      text: progressText(results, plan),
    });
  }
  for (const trial of comparison.trials)
    if (trial.diverged !== null) blocks.push(diverged(trial, plan));
  blocks.push(...verdictBlocks(comparison, repairedText(results, repaired)));
  const own = ownMetric(plan);
  const tested = testedVariants(comparison.trials, own);
  if (tested.length > 0 && comparison.verdicts.length === 0) {
    const title = 'What was seen.';
    const text = `${seenText(tested, own, foldsOf(plan))} ${caveat(tested.length, results, plan)}`;
    blocks.push({ type: 'notice', tone: 'neutral', title, text });
  }
  return blocks;
}

function progressText(results: Results, plan: Plan): Text {
  const done = results.trials.reduce((sum, { epochs }) => sum + epochs.length, 0);
  const planned = plan.trials.reduce(
    (sum, { index, epochs }) => sum + (results.trials[index]?.earlyStop?.epoch ?? epochs),
    0,
  );
  const far =
    done === 0
      ? `No epoch of ${planned} has finished, so there is nothing to show yet.`
      : `${done} of ${counted(planned, 'epoch')} are done.`;
  switch (results.status) {
    case 'failed':
      return [
        `${far} What was computed before stays valid. `,
        { code: `epochal status ${plan.study}` },
        ' says why it failed.',
      ];
    case 'stopped':
      return `${far} What was computed before stays valid, and the next run goes on from there.`;
    default:
      return done === 0 ? far : `${far} The figures below can still change.`;
  }
}

function diverged(trial: ComparedTrial, plan: Plan): Block {
  const at = trial.diverged;
  const last =
    at === null || at.lastLoss === null
      ? ''
      : ` The last finite loss was ${at.lastLoss.toPrecision(4)}.`;
  return {
    type: 'notice',
    tone: 'bad',
    title: `${trial.label} diverged at seed ${trial.seed}${foldText(trial.fold)}.`,
    text: `In epoch ${at?.epoch ?? '?'}, batch ${at?.step ?? '?'}, the numbers stopped being finite.${last} That is a result, not a failure: with these settings this training breaks down.${isTested(plan) && trial.test === null ? ' It has no test result.' : ''}`,
  };
}

/** More than these and a sentence is no longer read. */
const MOST_NAMED = 4;

interface TestedVariant {
  readonly label: string;
  /** Of the metric that variants are compared by, one a seed. */
  readonly values: readonly number[];
}

function testedVariants(trials: readonly ComparedTrial[], own: OwnMetric): TestedVariant[] {
  return [...groupByLabel(trials)]
    .map(([label, group]) => ({
      label,
      values: seedValues(group, ({ test }) => test?.[own]).map(({ value }) => value),
    }))
    .filter(({ values }) => values.length > 0);
}

/** The test accuracies (or mae) in a sentence, and of two variants the difference. */
function seenText(tested: readonly TestedVariant[], own: OwnMetric, folds: number): string {
  const several = tested.some(({ values }) => values.length > 1);
  const over = folds > 1 ? `, mean of ${counted(folds, 'fold')}` : '';
  const where = (several ? OVER_SEEDS[own] : `${metricTitle(own)} on the test set`) + over;
  const shown = (variant: TestedVariant): string =>
    formatMetric(`test.${own}`, mean(variant.values));
  if (tested.length > MOST_NAMED)
    return `${where}, of ${tested.length} variants: ${rangeText(tested, shown)}.`;
  const seen = `${where}: ${listed(tested.map((variant) => `${variant.label} ${shown(variant)}`))}`;
  const [first, second] = tested;
  if (first === undefined || second === undefined || tested.length > 2) return `${seen}.`;
  const difference = mean(second.values) - mean(first.values);
  if (difference === 0) return `${seen}; no difference.`;
  const size = formatDifference(`test.${own}`, difference).slice(1);
  return `${seen}; ${second.label} is ${size} ${difference > 0 ? 'higher' : 'lower'}.`;
}

const OVER_SEEDS: Readonly<Record<OwnMetric, string>> = {
  accuracy: 'Mean accuracy over the seeds on the test set',
  mae: 'Mean absolute error on the test set, averaged over the seeds',
};

/** The lowest and the highest; of many variants a sentence can't hold more. */
function rangeText(
  tested: readonly TestedVariant[],
  shown: (variant: TestedVariant) => string,
): string {
  const sorted = tested.toSorted((a, b) => mean(a.values) - mean(b.values));
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) return 'none';
  return `from ${shown(lowest)} (${lowest.label}) to ${shown(highest)} (${highest.label})`;
}

function caveat(tested: number, results: Results, plan: Plan): string {
  const variants = new Set(results.trials.map(({ variant }) => JSON.stringify(variant))).size;
  if (tested === 1 && variants > 1) {
    return results.status === 'done'
      ? 'No other variant has a test result to compare it with.'
      : 'No other variant has a test result yet to compare it with.';
  }
  if (plan.seeds.length > 1) {
    return `${counted(plan.seeds.length, 'seed')} were run. The study states no hypothesis, so nothing was tested.`;
  }
  return tested > 1
    ? 'That is one seed’s result: it can’t tell whether the difference comes from the variants or from chance.'
    : 'That is one seed’s result: another seed gives another number, and one value can’t tell by how much.';
}

/** Trials of one variant together, in the order of the plan. */
export function groupByLabel(
  trials: readonly ComparedTrial[],
): ReadonlyMap<string, readonly ComparedTrial[]> {
  const groups = new Map<string, ComparedTrial[]>();
  for (const trial of trials) {
    const group = groups.get(trial.label);
    if (group === undefined) groups.set(trial.label, [trial]);
    else group.push(trial);
  }
  return groups;
}
