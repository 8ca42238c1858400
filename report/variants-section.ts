import { mean } from '../statistics/summary.ts';
import { earlyStopText, foldText, variantLabel } from '../study/labels.ts';
import { directionOf } from '../study/metrics.ts';
import type { OwnMetric } from '../study/metrics.ts';
import type { Plan } from '../study/plan.ts';
import type { Metrics, Results } from '../study/results.ts';
import type { MetricName, MetricPath } from '../study/spec.ts';
import { isTested } from '../study/steps.ts';
import { groupByLabel } from './answer.ts';
import { bySeed, seedValues } from '../verdict/by-seed.ts';
import type { ComparedTrial, Comparison } from './compare.ts';
import type { Block, Card, Column, Row, Section } from './document.ts';
import { capitalised, counted, formatMetric, metricWords, nameWords } from '../study/format.ts';
import { moreMetrics, ownMetric } from './measured.ts';
import { VARIANT_COLOURS } from './palette.ts';
import { hasFolds, nameCells, nameColumns } from './trial-columns.ts';

/** More than this and a row of cards is no longer read side by side. */
const MOST_CARDS = 4;

/** The variants side by side; of many the table says it better. */
export function variantCards(comparison: Comparison, results: Results, plan: Plan): Block[] {
  const shown = { own: ownMetric(plan), more: moreMetrics(plan), tested: isTested(plan) };
  const colour = colourOf(results);
  const groups = [...groupByLabel(comparison.trials)];
  if (groups.length > MOST_CARDS) return [];
  const cards = groups.map(([label, trials]) => card(label, trials, colour(label), shown));
  return [{ type: 'cards', cards }];
}

/** Each trial's best epoch, and its one test where the study has tests. */
export function variantsSection(comparison: Comparison, results: Results, plan: Plan): Section {
  const [own, more, tested] = [ownMetric(plan), moreMetrics(plan), isTested(plan)];
  const colour = colourOf(results);
  const blocks: Block[] = [
    table(comparison.trials, colour, { own, tested }),
    ...(tested && more.length > 0 ? [moreTable(comparison.trials, colour, more)] : []),
    {
      type: 'paragraph',
      text: `${monitorText(comparison.trials)} ${tested ? TESTED : UNTESTED}`,
    },
  ];
  const stopped = comparison.trials.flatMap(({ label, seed, fold, earlyStop }) =>
    earlyStop === undefined
      ? []
      : [`${label}, seed ${seed}${foldText(fold)}: ${earlyStopText(earlyStop)}.`],
  );
  if (stopped.length > 0) blocks.push({ type: 'list', items: stopped });
  const title = tested ? 'Best epochs and their tests' : 'Best epochs';
  return { title: comparison.trials.length > 1 ? title : 'Result', blocks };
}

const TESTED =
  'Its model is tested once, on samples that neither training nor the choice of the epoch has seen.';
const UNTESTED =
  'No model is tested: the study has no test step. On the samples that it was chosen by, the best of several epochs tends to look better than it is.';

/** A variant's position in the palette: the same in cards, tables and charts. */
export function colourOf(results: Results): (label: string) => number | null {
  const labels = [...new Set(results.trials.map(({ variant }) => variantLabel(variant)))];
  const order = new Map(labels.map((label, i) => [label, i]));
  return (label) => (labels.length > VARIANT_COLOURS.length ? null : (order.get(label) ?? null));
}

/** The metric that variants are compared by, and what else was measured. */
interface Shown {
  readonly own: OwnMetric;
  readonly more: readonly MetricName[];
  /** Whether the study has tests: else variants are seen by their best epochs. */
  readonly tested: boolean;
}

function card(
  label: string,
  trials: readonly ComparedTrial[],
  colour: number | null,
  shown: Shown,
): Card {
  const { path, name, valueOf, missing } = figureOf(trials, shown);
  const perSeed = (value: (trial: ComparedTrial) => number | undefined): number[] =>
    seedValues(trials, value).map((each) => each.value);
  const values = perSeed(valueOf);
  const format = (value: number): string => formatMetric(path, value);
  const facts: [string, string][] = [];
  if (shown.tested && values.length > 0) {
    for (const more of ['loss', ...shown.more] as const) {
      const found = perSeed(({ test }) => test?.[more]);
      if (found.length === 0) continue;
      facts.push([`test ${nameWords(more)}`, formatMetric(`test.${more}`, mean(found))]);
    }
  }
  const bests = trials.flatMap(({ best }) => (best === null ? [] : [best]));
  const [best] = bests;
  if (best !== undefined) {
    const found = perSeed((trial) => trial.best?.value);
    if (shown.tested && found.length > 0) {
      facts.push([`best ${metricWords(best.monitor)}`, formatMetric(best.monitor, mean(found))]);
    }
    const epochs = bests.map(({ epoch }) => epoch).join(', ');
    facts.push([trials.length > 1 ? 'best epochs' : 'best epoch', epochs]);
  }
  if (values.length > 1) {
    const ends = [Math.min(...values), Math.max(...values)];
    facts.push([`${name}, lowest to highest`, ends.map(format).join(' – ')]);
  }
  const isDiverged = trials.some(({ diverged }) => diverged !== null);
  return {
    title: label,
    colour,
    figure: values.length > 0 ? format(mean(values)) : '–',
    caption:
      values.length > 0
        ? `${name}${meanText(bySeed(trials), values.length)}`
        : isDiverged
          ? 'diverged'
          : missing,
    facts,
  };
}

/** What a card shows large: the test, or of a study without any the best epoch. */
function figureOf(
  trials: readonly ComparedTrial[],
  { own, tested }: Shown,
): {
  readonly path: MetricPath;
  readonly name: string;
  readonly valueOf: (trial: ComparedTrial) => number | undefined;
  readonly missing: string;
} {
  if (tested) {
    const path = `test.${own}` as const;
    const valueOf = ({ test }: ComparedTrial): number | undefined => test?.[own];
    return { path, name: metricWords(path), valueOf, missing: 'no test result yet' };
  }
  const path = monitorOf(trials);
  const valueOf = ({ best, diverged }: ComparedTrial): number | undefined =>
    diverged === null ? best?.value : undefined;
  return { path, name: `best ${metricWords(path)}`, valueOf, missing: 'no epoch yet' };
}

/** Of what the figures are means: of seeds, of folds, or of both. */
function meanText(seeds: readonly (readonly ComparedTrial[])[], tested: number): string {
  const folds = Math.max(...seeds.map(({ length }) => length));
  const of = [
    ...(seeds.length > 1 ? [counted(tested, 'seed')] : []),
    ...(folds > 1 ? [counted(folds, 'fold')] : []),
  ];
  return of.length === 0 ? '' : `, mean of ${of.join(' × ')}`;
}

const COLUMNS: readonly Column[] = [
  { title: 'Status', align: 'left' },
  { title: 'Epochs', align: 'right' },
  { title: 'Best epoch', align: 'right' },
];

function table(
  trials: readonly ComparedTrial[],
  colour: (label: string) => number | null,
  { own, tested }: { readonly own: OwnMetric; readonly tested: boolean },
): Block & { readonly type: 'table' } {
  const tests = tested ? ([`test.${own}`, 'test.loss'] as const) : [];
  const paths = [`validation.${own}`, 'validation.loss', ...tests] as const;
  const folded = hasFolds(trials);
  const rows = trials.map((trial): Row => {
    const { best, test } = trial;
    const validation = best?.validation ?? null;
    return {
      colour: colour(trial.label),
      cells: [
        ...nameCells(trial, folded),
        trial.status,
        String(trial.epochs),
        best === null ? '–' : String(best.epoch),
        valueIn(validation, own),
        valueIn(validation, 'loss'),
        ...(tested
          ? [test === null ? '–' : [{ strong: valueIn(test, own) }], valueIn(test, 'loss')]
          : []),
      ],
    };
  });
  return {
    type: 'table',
    columns: [...nameColumns(folded), ...COLUMNS, ...paths.map(columnOf)],
    rows,
  };
}

/** What the tests measured besides. */
function moreTable(
  trials: readonly ComparedTrial[],
  colour: (label: string) => number | null,
  more: readonly MetricName[],
): Block {
  const folded = hasFolds(trials);
  const rows = trials.map((trial) => ({
    colour: colour(trial.label),
    cells: [...nameCells(trial, folded), ...more.map((name) => valueIn(trial.test, name))],
  }));
  const columns = more.map((name) => columnOf(`test.${name}`));
  return { type: 'table', columns: [...nameColumns(folded), ...columns], rows };
}

function columnOf(path: MetricPath): Column {
  return { title: capitalised(metricWords(path)), align: 'right' };
}

function valueIn(metrics: Metrics | null, name: MetricName): string {
  const value = metrics?.[name];
  return value === undefined ? '–' : formatMetric(`test.${name}`, value);
}

function monitorText(trials: readonly ComparedTrial[]): string {
  const monitor = monitorOf(trials);
  const extreme = directionOf(monitor) === 'lower' ? 'lowest' : 'highest';
  return `The best epoch is the one with the ${extreme} ${metricWords(monitor)}; of equal ones the earliest.`;
}

function monitorOf(trials: readonly ComparedTrial[]): MetricPath {
  return trials.find(({ best }) => best !== null)?.best?.monitor ?? 'validation.accuracy';
}
