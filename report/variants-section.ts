import { earlyStopText, foldText } from '../study/labels.ts';
import type { Results } from '../study/results.ts';
import { groupByLabel } from './answer.ts';
import { bySeed, mean, meanOverFolds } from './by-seed.ts';
import type { ComparedTrial, Comparison } from './compare.ts';
import { variantLabels } from './curves.ts';
import type { Block, Card, Column, Row, Section } from './document.ts';
import { counted, formatAccuracy, formatLoss, formatMetric, metricWords } from './format.ts';
import { VARIANT_COLOURS } from './palette.ts';
import { hasFolds, nameCells, nameColumns } from './trial-columns.ts';

/** More than this and a row of cards is no longer read side by side. */
const MOST_CARDS = 4;

/** The variants side by side, then each trial's best epoch and its one test. */
export function variantsSection(comparison: Comparison, results: Results): Section {
  const groups = [...groupByLabel(comparison.trials)];
  const colour = colourOf(results);
  const cards = groups.map(([label, trials]) => card(label, trials, colour(label)));
  const blocks: Block[] = [];
  if (cards.length <= MOST_CARDS) blocks.push({ type: 'cards', cards });
  blocks.push(table(comparison.trials, colour), {
    type: 'paragraph',
    text: `${monitorText(comparison.trials)} Its model is tested once, on samples that neither training nor the choice of the epoch has seen.`,
  });
  const stopped = comparison.trials.flatMap(({ label, seed, fold, earlyStop }) =>
    earlyStop === undefined
      ? []
      : [`${label}, seed ${seed}${foldText(fold)}: ${earlyStopText(earlyStop)}.`],
  );
  if (stopped.length > 0) blocks.push({ type: 'list', items: stopped });
  return { title: groups.length > 1 ? 'Variants side by side' : 'Result', blocks };
}

/** A variant's position in the palette: the same in cards, tables and charts. */
export function colourOf(results: Results): (label: string) => number | null {
  const labels = [...new Set(variantLabels(results))];
  const order = new Map(labels.map((label, i) => [label, i]));
  return (label) => (labels.length > VARIANT_COLOURS.length ? null : (order.get(label) ?? null));
}

function card(label: string, trials: readonly ComparedTrial[], colour: number | null): Card {
  const seeds = bySeed(trials);
  const perSeed = (value: (trial: ComparedTrial) => number | undefined): number[] =>
    seeds.flatMap((folds) => meanOverFolds(folds.map((each) => value(each) ?? null)) ?? []);
  const accuracies = perSeed(({ test }) => test?.accuracy);
  const bests = trials.flatMap(({ best }) => (best === null ? [] : [best]));
  const [best] = bests;
  const several = trials.length > 1;
  const facts: [string, string][] = [];
  if (accuracies.length > 0) {
    facts.push(['test loss', formatLoss(mean(perSeed(({ test }) => test?.loss)))]);
  }
  const values = perSeed((trial) => trial.best?.value);
  if (best !== undefined) {
    if (values.length > 0) {
      facts.push([`best ${metricWords(best.monitor)}`, formatMetric(best.monitor, mean(values))]);
    }
    facts.push([
      several ? 'best epochs' : 'best epoch',
      bests.map(({ epoch }) => epoch).join(', '),
    ]);
  }
  if (accuracies.length > 1) {
    const range = [Math.min(...accuracies), Math.max(...accuracies)].map(formatAccuracy);
    facts.push(['test accuracy, lowest to highest', range.join(' – ')]);
  }
  const missing = trials.some(({ diverged }) => diverged !== null)
    ? 'diverged'
    : 'no test result yet';
  return {
    title: label,
    colour,
    figure: accuracies.length > 0 ? formatAccuracy(mean(accuracies)) : '–',
    caption:
      accuracies.length === 0 ? missing : `test accuracy${meanText(seeds, accuracies.length)}`,
    facts,
  };
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
  { title: 'Validation accuracy', align: 'right' },
  { title: 'Validation loss', align: 'right' },
  { title: 'Test accuracy', align: 'right' },
  { title: 'Test loss', align: 'right' },
];

function table(
  trials: readonly ComparedTrial[],
  colour: (label: string) => number | null,
): Block & { readonly type: 'table' } {
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
        validation === null ? '–' : formatAccuracy(validation.accuracy),
        validation === null ? '–' : formatLoss(validation.loss),
        test === null ? '–' : [{ strong: formatAccuracy(test.accuracy) }],
        test === null ? '–' : formatLoss(test.loss),
      ],
    };
  });
  return { type: 'table', columns: [...nameColumns(folded), ...COLUMNS], rows };
}

function monitorText(trials: readonly ComparedTrial[]): string {
  const monitor = trials.find(({ best }) => best !== null)?.best?.monitor ?? 'validation.accuracy';
  const extreme = monitor.endsWith('.loss') ? 'lowest' : 'highest';
  return `The best epoch is the one with the ${extreme} ${metricWords(monitor)}; of equal ones the earliest.`;
}
