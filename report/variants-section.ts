import { earlyStopText } from '../study/labels.ts';
import type { Results } from '../study/results.ts';
import { groupByLabel, mean } from './answer.ts';
import type { ComparedTrial, Comparison } from './compare.ts';
import { variantLabels } from './curves.ts';
import type { Block, Card, Column, Row, Section } from './document.ts';
import { counted, formatAccuracy, formatLoss, formatMetric, metricWords } from './format.ts';
import { VARIANT_COLOURS } from './palette.ts';

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
  const stopped = comparison.trials.flatMap(({ label, seed, earlyStop }) =>
    earlyStop === undefined ? [] : [`${label}, seed ${seed}: ${earlyStopText(earlyStop)}.`],
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
  const tests = trials.flatMap(({ test }) => (test === null ? [] : [test]));
  const bests = trials.flatMap(({ best }) => (best === null ? [] : [best]));
  const accuracies = tests.map(({ accuracy }) => accuracy);
  const [best] = bests;
  const several = trials.length > 1;
  const facts: [string, string][] = [];
  if (tests.length > 0) {
    facts.push(['test loss', formatLoss(mean(tests.map(({ loss }) => loss)))]);
  }
  if (best !== undefined) {
    const values = bests.map(({ value }) => value);
    facts.push([`best ${metricWords(best.monitor)}`, formatMetric(best.monitor, mean(values))]);
    facts.push([
      several ? 'best epochs' : 'best epoch',
      bests.map(({ epoch }) => epoch).join(', '),
    ]);
  }
  if (tests.length > 1) {
    const range = [Math.min(...accuracies), Math.max(...accuracies)].map(formatAccuracy);
    facts.push(['test accuracy, lowest to highest', range.join(' – ')]);
  }
  const missing = trials.some(({ diverged }) => diverged !== null)
    ? 'diverged'
    : 'no test result yet';
  return {
    title: label,
    colour,
    figure: tests.length > 0 ? formatAccuracy(mean(accuracies)) : '–',
    caption:
      tests.length === 0
        ? missing
        : several
          ? `test accuracy, mean of ${counted(tests.length, 'seed')}`
          : 'test accuracy',
    facts,
  };
}

const COLUMNS: readonly Column[] = [
  { title: 'Variant', align: 'left' },
  { title: 'Seed', align: 'right' },
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
  const rows = trials.map((trial): Row => {
    const { best, test } = trial;
    const validation = best?.validation ?? null;
    return {
      colour: colour(trial.label),
      cells: [
        trial.label,
        String(trial.seed),
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
  return { type: 'table', columns: COLUMNS, rows };
}

function monitorText(trials: readonly ComparedTrial[]): string {
  const monitor = trials.find(({ best }) => best !== null)?.best?.monitor ?? 'validation.accuracy';
  const extreme = monitor.endsWith('.loss') ? 'lowest' : 'highest';
  return `The best epoch is the one with the ${extreme} ${metricWords(monitor)}; of equal ones the earliest.`;
}
