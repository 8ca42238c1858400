import type { Plan } from '../study/plan.ts';
import type { Results } from '../study/results.ts';
import { isTested } from '../study/steps.ts';
import { bandPoints, curvePoints, hasSingleLines } from './curves.ts';
import type { Section } from './document.ts';
import { metricTitle } from '../study/format.ts';
import { chartMetrics, moreMetrics } from './measured.ts';
import { seedLines } from './seed-lines.ts';
import { hasFolds } from './trial-columns.ts';

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
        text: `Colour is the variant; a solid line is validation, a dashed one training.${linesText(results, plan)} The ring marks the best epoch${isTested(plan) ? ', whose model was kept for the test' : ''}.${diverged ? ' A cross marks the last finite epoch before a trial diverged.' : ''} Training figures are collected while the weights still change, validation figures after the epoch, so early in training validation can look better.`,
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
  return ` A thick line is the mean of a variant's ${one === 'seed' ? 'seeds' : 'folds and seeds'}, as far as all of them go; the band reaches from the lowest to the highest${hasSingleLines(results) ? `, and each thin line is one ${one}. In the HTML report, point at a line or move to it with the Tab key to see which one it is and its values.` : '.'}`;
}
