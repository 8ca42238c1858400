import type { TopLevelSpec } from 'vega-lite';
import { variantLabel } from '../study/labels.ts';
import { METRICS, ownMetricOf } from '../study/metrics.ts';
import type { OwnMetric } from '../study/metrics.ts';
import type { Results } from '../study/results.ts';
import { accuracyAxis, fittedAxis } from './axis.ts';
import type { Axis } from './axis.ts';
import { confidenceText } from '../verdict/line.ts';
import type { VariantSummary } from '../verdict/summary.ts';
import { legible, rowsFrame } from './chart-frame.ts';
import { chartNames, variantLabels } from './curves.ts';
import { formatMetric, metricTitle, nameWords } from '../study/format.ts';
import { MUTED, variantShades } from './palette.ts';
import { hasFolds } from './trial-columns.ts';

/** A variant's final results, one a seed. */
export interface Distribution extends Omit<VariantSummary, 'variant'> {
  /** As charts call the variant. */
  readonly variant: string;
}

/** More variants than these make a chart that is longer than a page. */
const MOST_VARIANTS = 40;
/** In pixels: a line for the variant's name, one for its seeds, one for their mean. */
const ROW = 52;
/** From a row's middle, in rows: the lines' places, and how far neighbouring seeds are apart. */
const PLACES = { name: 0.34, seeds: 0, mean: -0.26, apart: 0.09 } as const;

/** What final results are drawn of: accuracy or mae, by which variants are compared, and the loss. */
export function testedMetrics({ trials }: Results): readonly TestedMetric[] {
  const [first] = trials.flatMap(({ test }) => test ?? []);
  return first === undefined ? [] : [ownMetricOf(first), 'loss'];
}
export type TestedMetric = OwnMetric | 'loss';

/** Each variant's test results by seed; none unless some variant has several. */
export function distributions(
  results: Results,
  summaries: readonly VariantSummary[],
  metric: TestedMetric,
): readonly Distribution[] {
  const names = chartNames(results);
  const found = summaries
    .filter((summary) => summary.metric === `test.${metric}`)
    .map((summary) => ({ ...summary, variant: names.get(variantLabel(summary.variant))! }));
  const isShown = found.length <= MOST_VARIANTS && found.some(({ interval }) => interval !== null);
  return isShown ? found : [];
}

/** The final results as a Vega-Lite spec: a dot a seed, and a line for the mean and its interval. */
export function distributionChart(
  results: Results,
  rows: readonly [Distribution, ...Distribution[]],
  metric: TestedMetric,
): TopLevelSpec {
  const axis = axisOf(rows, metric);
  const clipped = (value: number): number =>
    Math.min(axis.domain[1], Math.max(axis.domain[0], value));
  const placed = rows.map((row, i) => ({ ...row, at: -i }));
  const dots = placed.flatMap(({ variant, seeds, at }) =>
    seeds.map(({ value }, i) => ({ variant, value, at: at + PLACES.apart * ((i % 3) - 1) })),
  );
  const means = placed.map((row) => ({ ...row, at: row.at + PLACES.mean }));
  const intervals = means.flatMap(({ variant, at, interval }) =>
    interval === null
      ? []
      : [{ variant, at, value: clipped(interval[0]), high: clipped(interval[1]) }],
  );
  const [start, end] = axis.domain;
  const words = (row: (typeof placed)[number], value: number, text: string): object => ({
    ...{ variant: row.variant, at: row.at + PLACES.name, value, text },
  });
  const names = placed.map((row) => words(row, start, row.variant));
  const figures = placed.map((row) => words(row, end, valuesText(row, metric)));
  const what = hasFolds(results.trials)
    ? 'a dot is a seed’s mean over its folds'
    : 'a dot is a seed';
  const frame = rowsFrame({
    height: ROW * rows.length,
    title: `${metricTitle(metric)} on the test set`,
    subtitle: `${what}, the line the mean with its ${confidenceText(rows[0].alpha)} interval (Student’s t)`,
    axis,
    rows: [0.5 - rows.length, 0.5],
  });
  const variants = variantLabels(results);
  const colour = {
    field: 'variant',
    type: 'nominal',
    scale: { domain: variants, range: variantShades(variants.length).map(({ light }) => light) },
    legend: null,
  };
  return {
    ...frame,
    description: `Test ${nameWords(metric)} by seed: ${rows.map((row) => `${row.variant} ${valuesText(row, metric)}`).join('; ')}`,
    encoding: { ...frame.encoding, color: colour },
    layer: [
      {
        data: { values: intervals },
        mark: { type: 'rule', strokeWidth: 2, strokeCap: 'round' },
        encoding: { x2: { field: 'high' } },
      },
      {
        data: { values: means.map(({ variant, at, mean: value }) => ({ variant, at, value })) },
        mark: { type: 'tick', orient: 'vertical', thickness: 3, size: 14, opacity: 1 },
      },
      { data: { values: dots }, mark: { type: 'point', filled: true, size: 42, opacity: 0.6 } },
      ...legible(names, { align: 'left', fontWeight: 600 }),
      ...legible(figures, { align: 'right', color: MUTED.light }),
    ],
  } as TopLevelSpec;
}

/** `mean 98.15%, 95% interval 98.02% – 98.28%`. */
function valuesText({ mean, interval, alpha }: Distribution, metric: TestedMetric): string {
  const format = (value: number): string => formatMetric(`test.${metric}`, value);
  if (interval === null) return `${format(mean)}, one seed`;
  return `mean ${format(mean)}, ${confidenceText(alpha)} interval ${interval.map(format).join(' – ')}`;
}

function axisOf(rows: readonly Distribution[], metric: TestedMetric): Axis {
  const ends = rows.flatMap(({ seeds, interval }) => [
    ...seeds.map(({ value }) => value),
    ...(interval ?? []),
  ]);
  if (!METRICS[metric].isShare) return fittedAxis(ends);
  return accuracyAxis(ends.map((value) => Math.min(1, Math.max(0, value))));
}
