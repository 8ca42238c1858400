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
  const isMany = chartMetrics(results).some(
    (metric) => bandPoints(results, curvePoints(results, metric)).length > 0,
  );
  const isSingle = hasSingleLines(results);
  const text = [
    'Colour is the variant; a solid line is validation, a dashed one training.',
    ...(isMany ? [bandText(hasFolds(plan.trials), isSingle)] : []),
    // Rings are drawn on the lines of trials.
    ...(isMany && !isSingle
      ? []
      : [
          `The ring marks the best epoch${isTested(plan) ? ', whose model was kept for the test' : ''}.`,
        ]),
    ...(diverged ? ['A cross marks the last finite epoch before a trial diverged.'] : []),
    'Training figures are collected while the weights still change, validation figures after the epoch, so early in training validation can look better.',
  ].join(' ');
  return {
    title: 'Curves',
    blocks: [
      { type: 'charts', charts },
      { type: 'paragraph', text },
    ],
  };
}

/** What the lines of several seeds are. */
function bandText(isFolded: boolean, isSingle: boolean): string {
  const band = `A thick line is the mean of a variant’s ${isFolded ? 'folds and seeds' : 'seeds'}, as far as all of them go; the band reaches from the lowest to the highest`;
  if (!isSingle) return `${band}.`;
  return `${band}, and each thin line is one ${isFolded ? 'fold of a seed' : 'seed'}. In the HTML report, point at a line or move to it with the Tab key to see which one it is and its values.`;
}
