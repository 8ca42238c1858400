import { METRICS } from '../study/metrics.ts';
import type { OwnMetric } from '../study/metrics.ts';
import type { Plan } from '../study/plan.ts';
import type { Results } from '../study/results.ts';
import { curvesOf } from './compare.ts';
import { bandPoints, curvePoints } from './curves.ts';
import type { ComparedTrial, Comparison, CurveShape } from './compare.ts';
import type { Block, Section } from './document.ts';
import {
  capitalised,
  formatRoughness,
  listed,
  metricTitle,
  metricWords,
  nameWords,
} from './format.ts';
import { chartMetrics, moreMetrics, ownMetric } from './measured.ts';
import { seedLines } from './seed-lines.ts';
import { hasFolds, nameCells, nameColumns } from './trial-columns.ts';
import { colourOf } from './variants-section.ts';

/** The charts, and how to read them. */
export function curvesSection(results: Results, plan: Plan): Section {
  const none = results.trials.every(({ epochs }) => epochs.length === 0);
  if (none) {
    return {
      title: 'Curves',
      blocks: [{ type: 'paragraph', text: 'The curves appear with the first finished epoch.' }],
    };
  }
  const diverged = results.trials.some((trial) => trial.diverged !== undefined);
  const more = moreMetrics(plan);
  const charts = chartMetrics(results).map((metric) => ({
    name: metric,
    caption: `${metricTitle(metric)} over the epochs, on ${more.includes(metric) ? '' : 'training and '}validation samples`,
    seeds: seedLines(results, metric),
  }));
  return {
    title: 'Curves',
    blocks: [
      { type: 'charts', charts },
      {
        type: 'paragraph',
        text: `Colour is the variant; a solid line is validation, a dashed one training.${linesText(results, plan)} The ring marks the best epoch, whose model was kept for the test.${diverged ? ' A cross marks the last finite epoch before a trial diverged.' : ''} Training figures are collected while the weights still change, validation figures after the epoch, so early in training validation can look better.`,
      },
    ],
  };
}

/** What the lines of several seeds are. */
function linesText(results: Results, plan: Plan): string {
  const one = hasFolds(plan.trials) ? 'fold of a seed' : 'seed';
  const isMany = chartMetrics(results).some(
    (metric) => bandPoints(results, curvePoints(results, metric)).length > 0,
  );
  if (!isMany) return '';
  return ` A thick line is the mean of a variant's ${one === 'seed' ? 'seeds' : 'folds and seeds'}, as far as all of them go; the band reaches from the lowest to the highest, and each thin line is one ${one}. In the HTML report, point at a line or move to it with the Tab key to see which one it is and its values.`;
}

/** How jittery each curve is, counted and measured; null while there is no curve. */
export function shapeSection(comparison: Comparison, results: Results, plan: Plan): Section | null {
  if (comparison.trials.every(({ epochs }) => epochs < 2)) return null;
  const colour = colourOf(results);
  const curves = curvesOf(ownMetric(plan));
  const folded = hasFolds(comparison.trials);
  const table = (cell: (shape: CurveShape) => string): Block => ({
    type: 'table',
    columns: [
      ...nameColumns(folded),
      ...curves.map((metric) => ({
        title: capitalised(metricWords(metric)),
        align: 'right' as const,
      })),
    ],
    rows: comparison.trials.map((trial: ComparedTrial) => ({
      colour: colour(trial.label),
      cells: [...nameCells(trial, folded), ...curves.map((metric) => cell(trial.shape[metric]!))],
    })),
  });
  const seen = seenText(comparison, ownMetric(plan));
  return {
    title: 'Shape of the curves',
    blocks: [
      ...(seen === null ? [] : [{ type: 'paragraph' as const, text: seen }]),

      {
        type: 'paragraph',
        text: [
          { strong: 'Reversals' },
          ': how many moves from one epoch to the next made the metric worse. A tie is none.',
        ],
      },
      table(({ reversals }) =>
        reversals === null ? '–' : `${reversals.count} of ${reversals.moves}`,
      ),
      {
        type: 'paragraph',
        text: [
          { strong: 'Roughness' },
          ': how sharply the curve bends from epoch to epoch once the first fifth of the epochs is over (root mean square of the second differences, in units of the metric; 0 is a straight line).',
        ],
      },
      table(({ roughness }) => (roughness === null ? '–' : formatRoughness(roughness))),
    ],
  };
}

/** A few trials in a sentence; of many the tables say it better. */
function seenText({ trials }: Comparison, own: OwnMetric): string | null {
  const turned = trials.flatMap(({ label, shape }) => {
    const { reversals } = shape[`train.${own}`]!;
    return reversals === null ? [] : [`${label} ${reversals.count} of ${reversals.moves}`];
  });
  const labels = new Set(trials.map(({ label }) => label));
  if (turned.length !== trials.length || labels.size !== trials.length || turned.length > 4) {
    return null;
  }
  const worse = METRICS[own].direction === 'higher' ? 'fell' : 'rose';
  return `Moves in which training ${nameWords(own)} ${worse}: ${listed(turned)}.`;
}
