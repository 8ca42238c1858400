import type { TopLevelSpec } from 'vega-lite';
import { count as grouped } from '../study/words.ts';
import { METRICS } from '../study/metrics.ts';
import type { Results } from '../study/results.ts';
import type { MetricName } from '../study/spec.ts';
import { accuracyAxis, epochAxis, lossAxis } from './axis.ts';
import type { Axis } from './axis.ts';
import { bestPoints, curvePoints, endPoints, lastEpoch, variantLabels } from './curves.ts';
import type { CurvePoint } from './curves.ts';
import { metricTitle } from '../study/format.ts';
import { chartMetrics } from './measured.ts';
import { placeLabels } from './labels.ts';
import type { PlacedLabel } from './labels.ts';
import { hasFolds } from './trial-columns.ts';
import { AXIS, GRID, INK, MUTED, PAPER, variantShades } from './palette.ts';

/** Drawn size in pixels, outer; two of them fit side by side on the report's page. */
const CHART_SIZE = { width: 540, height: 380 } as const;
/** The first is shipped in report/fonts for PNG files; a page takes the reader's own. */
const CHART_FONT =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** Up to so many variants each curve carries its own name; beyond, a legend names the colours. */
const MOST_LABELLED_VARIANTS = 4;
const MARGIN = { top: 64, bottom: 46, left: 48, right: 20 } as const;
const SUBTITLES: Readonly<Record<MetricName, string>> = {
  accuracy: 'share of samples classified correctly',
  loss: 'mean per sample, lower is better',
  mae: 'mean per sample, lower is better',
  topK: 'share of samples whose class is among the k most likely',
  precision: 'of what is given a class, the share that has it',
  recall: 'of what has a class, the share that is given it',
  f1: 'harmonic mean of precision and recall',
  rmse: 'in the unit of what is predicted, lower is better',
};

/**
 * One metric over the epochs as a Vega-Lite spec, data inside: colour is the variant, a solid line
 * is validation, a dashed one training, one line a seed. A ring marks the epoch whose model is kept.
 */
export function curveChart(results: Results, metric: MetricName): TopLevelSpec {
  const points = curvePoints(results, metric);
  const labels = variantLabels(results);
  const axis = valueAxis(results, metric, points);
  const labelled = labels.length <= MOST_LABELLED_VARIANTS;
  const shown = points.filter(({ value }) => value <= axis.domain[1]);
  const plot = plotSize(labels, labelled);
  const title = metricTitle(metric);
  const what = SUBTITLES[metric];
  const layers = [
    curves(shown, results),
    lonePoints(shown),
    kept(bestPoints(results, metric), axis),
    ...stopped(results, shown),
    ...(labelled
      ? names(placeLabels(endPoints(shown), axis, plot.height, labels.length === 1))
      : []),
  ];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    description: `${title} over the epochs, ${splits(points)}: ${labels.join(', ')}`,
    autosize: { type: 'none' },
    padding: { ...MARGIN, right: CHART_SIZE.width - MARGIN.left - plot.width },
    width: plot.width,
    height: plot.height,
    title: {
      text: title,
      subtitle:
        points.length === 0
          ? 'no epoch has finished yet'
          : `${what}${cutNote(axis, metric, points)}`,
    },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        scale: { domain: [...epochAxis(lastEpoch(points)).domain], nice: false, zero: false },
        axis: {
          title: 'epoch',
          values: [...epochAxis(lastEpoch(points)).ticks],
          format: 'd',
          grid: false,
        },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        scale: { domain: [...axis.domain], nice: false, zero: false },
        axis: { title: null, values: [...axis.ticks], format: axis.format },
      },
      color: {
        field: 'variant',
        type: 'nominal',
        scale: { domain: labels, range: variantShades(labels.length).map(({ light }) => light) },
        legend: labelled ? null : { title: null },
      },
    },
    layer: layers,
    config: config(),
  } as TopLevelSpec;
}

/** What has curves: a metric that only validation measures has one of those alone. */
function splits(points: readonly CurvePoint[]): string {
  const only = points.length > 0 && points.every(({ split }) => split === 'validation');
  return only ? 'validation' : 'training and validation';
}

function curves(points: readonly CurvePoint[], results: Results): object {
  const seeds = new Set(results.trials.map(({ seed }) => seed)).size;
  return {
    data: { values: points },
    mark: { type: 'line', strokeJoin: 'round', strokeCap: 'round', opacity: seeds > 1 ? 0.85 : 1 },
    encoding: {
      detail: { field: hasFolds(results.trials) ? 'trial' : 'seed', type: 'nominal' },
      strokeDash: {
        field: 'split',
        type: 'nominal',
        scale: {
          domain: ['validation', 'training'],
          range: [
            [1, 0],
            [5, 4],
          ],
        },
        legend: null,
      },
      strokeWidth: {
        field: 'split',
        type: 'ordinal',
        scale: {
          domain: ['validation', 'training'],
          range: seeds > 1 ? [1.5, 1.25] : [2.25, 1.75],
        },
        legend: null,
      },
    },
  };
}

/** A curve of one epoch is no line: draw the point. */
function lonePoints(points: readonly CurvePoint[]): object {
  const count = new Map<string, number>();
  for (const { line } of points) count.set(line, (count.get(line) ?? 0) + 1);
  return {
    data: { values: points.filter(({ line }) => count.get(line) === 1) },
    mark: { type: 'point', filled: true, size: 50, opacity: 1 },
    encoding: {
      shape: {
        field: 'split',
        type: 'nominal',
        scale: { domain: ['validation', 'training'], range: ['circle', 'diamond'] },
        legend: null,
      },
    },
  };
}

function kept(points: readonly CurvePoint[], axis: Axis): object {
  return {
    data: { values: points.filter(({ value }) => value <= axis.domain[1]) },
    mark: {
      type: 'point',
      size: 75,
      filled: false,
      fill: PAPER.light,
      strokeWidth: 2.25,
      opacity: 1,
    },
  };
}

/** A cross where a trial diverged: the last epoch that was still finite. */
function stopped(results: Results, points: readonly CurvePoint[]): object[] {
  const diverged = new Set(
    results.trials.flatMap(({ diverged: at }, trial) => (at === undefined ? [] : [trial])),
  );
  const ends = new Map<string, CurvePoint>();
  for (const point of points) {
    if (diverged.has(point.trial) && point.split === 'training') ends.set(point.line, point);
  }
  if (ends.size === 0) return [];
  return [
    {
      data: { values: [...ends.values()] },
      mark: {
        type: 'text',
        text: '×',
        fontSize: 20,
        fontWeight: 600,
        align: 'center',
        baseline: 'middle',
      },
    },
  ];
}

function names(values: readonly PlacedLabel[]): object[] {
  const mark = {
    type: 'text',
    align: 'left',
    baseline: 'middle',
    dx: 11,
    fontSize: 12,
    fontWeight: 600,
  };
  const encoding = {
    y: { field: 'labelValue', type: 'quantitative' },
    text: { field: 'label', type: 'nominal' },
  };
  return [
    // Paper around the letters keeps them readable where a curve passes behind.
    {
      data: { values },
      mark: { ...mark, stroke: PAPER.light, strokeWidth: 4, strokeJoin: 'round' },
      encoding: { ...encoding, color: { value: PAPER.light } },
    },
    { data: { values }, mark, encoding },
  ];
}

function valueAxis(results: Results, metric: MetricName, points: readonly CurvePoint[]): Axis {
  if (METRICS[metric].isShare) return accuracyAxis(points.map(({ value }) => value));
  // A loss on its way to infinity would press every other curve flat.
  const sound = points.filter(({ trial }) => results.trials[trial]?.diverged === undefined);
  const shown = sound.length > 0 ? sound : points;
  const settled = chartMetrics(results).includes('mae') ? settledOf(shown) : shown;
  return lossAxis(settled.map(({ value }) => value));
}

/**
 * Where numbers are predicted, the first epochs bring the outputs from 0 to the targets' size, and
 * would press all that follows flat: without the first fifth, where that is most of the height.
 */
function settledOf(points: readonly CurvePoint[]): readonly CurvePoint[] {
  const last = lastEpoch(points);
  const later = points.filter(({ epoch }) => epoch > last / 5);
  const largest = (some: readonly CurvePoint[]): number =>
    some.reduce((most, { value }) => Math.max(most, value), 0);
  return largest(points) > 3 * largest(later) ? later : points;
}

function cutNote(axis: Axis, metric: MetricName, points: readonly CurvePoint[]): string {
  const [low, high] = axis.domain;
  if (METRICS[metric].isShare)
    return low > 0 ? ` · axis starts at ${Number((low * 100).toPrecision(6))}%` : '';
  return points.some(({ value }) => value > high)
    ? ` · values above ${high < 10_000 ? high : grouped(high)} are not drawn`
    : '';
}

/** The right margin holds the curves' names, or the legend. */
function plotSize(labels: readonly string[], labelled: boolean): { width: number; height: number } {
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  const right = labelled ? (longest + ' validation'.length) * 6.8 + 8 : longest * 6.6 + 44;
  return {
    width: Math.round(CHART_SIZE.width - MARGIN.left - MARGIN.right - right),
    height: CHART_SIZE.height - MARGIN.top - MARGIN.bottom,
  };
}

function config(): object {
  const text = { labelFont: CHART_FONT, titleFont: CHART_FONT };
  return {
    font: CHART_FONT,
    background: PAPER.light,
    view: { stroke: null },
    title: {
      anchor: 'start',
      frame: 'group',
      dx: -MARGIN.left + 6,
      offset: 22,
      font: CHART_FONT,
      fontSize: 16,
      fontWeight: 600,
      color: INK.light,
      subtitleFont: CHART_FONT,
      subtitleFontSize: 12,
      subtitleColor: MUTED.light,
      subtitlePadding: 5,
    },
    axis: {
      ...text,
      labelFontSize: 12,
      labelColor: MUTED.light,
      labelPadding: 6,
      // Both would measure text, which comes out otherwise where another package brings a canvas.
      labelOverlap: false,
      labelLimit: 0,
      titleFontSize: 12,
      titleFontWeight: 400,
      titleColor: MUTED.light,
      titlePadding: 6,
      gridColor: GRID.light,
      domain: false,
      ticks: false,
    },
    axisX: {
      domain: true,
      domainColor: AXIS.light,
      ticks: true,
      tickColor: AXIS.light,
      tickSize: 4,
      labelFlush: false,
    },
    legend: {
      ...text,
      labelFontSize: 12,
      labelColor: INK.light,
      symbolType: 'stroke',
      symbolStrokeWidth: 3,
      symbolLimit: 18,
      labelLimit: 0,
    },
  };
}
