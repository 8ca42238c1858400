import type { TopLevelSpec } from 'vega-lite';
import { count as grouped } from '../study/words.ts';
import { METRICS } from '../study/metrics.ts';
import type { Results } from '../study/results.ts';
import type { MetricName } from '../study/spec.ts';
import { accuracyAxis, epochAxis, lossAxis } from './axis.ts';
import type { Axis } from './axis.ts';
import {
  bandPoints,
  bestPoints,
  curvePoints,
  endPoints,
  hasSingleLines,
  lastEpoch,
  variantLabels,
} from './curves.ts';
import type { BandPoint, CurvePoint } from './curves.ts';
import { CHART_SIZE, MARGIN, chartConfig, plotSize } from './chart-frame.ts';
import { metricTitle } from '../study/format.ts';
import { chartMetrics } from './measured.ts';
import { placeLabels } from './labels.ts';
import type { PlacedLabel } from './labels.ts';
import { hasFolds } from './trial-columns.ts';
import { PAPER, variantShades } from './palette.ts';

/** Up to so many variants each curve carries its own name; beyond, a legend names the colours. */
const MOST_LABELLED_VARIANTS = 4;
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

/** Where a chart's points lie: shared by the picture and by what a page lays over it. */
export interface ChartPlane {
  readonly points: readonly CurvePoint[];
  readonly labels: readonly string[];
  /** Whether each curve carries its name. */
  readonly labelled: boolean;
  readonly epochs: Axis;
  readonly values: Axis;
  /** In pixels, within the margins. */
  readonly plot: { readonly width: number; readonly height: number };
}

/** The axes of a metric's chart, and what is drawn between them. */
export function chartPlane(results: Results, metric: MetricName): ChartPlane {
  const points = curvePoints(results, metric);
  const labels = variantLabels(results);
  const labelled = labels.length <= MOST_LABELLED_VARIANTS;
  return {
    ...{ points, labels, labelled },
    epochs: epochAxis(lastEpoch(points)),
    values: valueAxis(results, metric, points),
    plot: plotSize(labels, labelled),
  };
}

/**
 * One metric over the epochs as a Vega-Lite spec, data inside: colour is the variant, a solid line
 * is validation, a dashed one training. Of several seeds the line is their mean, in a band from the
 * lowest to the highest, and each is a thin line. A ring marks the epoch whose model is kept.
 */
export function curveChart(results: Results, metric: MetricName): TopLevelSpec {
  const { points, labels, labelled, epochs, values: axis, plot } = chartPlane(results, metric);
  const isDrawn = ({ value }: { readonly value: number }): boolean => value <= axis.domain[1];
  const shown = points.filter(isDrawn);
  const bands = bandPoints(results, points).filter(isDrawn);
  const single = hasSingleLines(results);
  const title = metricTitle(metric);
  const layers = [
    ...(bands.length === 0 ? [] : [band(bands, axis)]),
    ...(bands.length === 0 || single ? [lines(shown, bands.length === 0 ? 'alone' : 'seed')] : []),
    ...(bands.length === 0 ? [] : [lines(bands, 'mean')]),
    ...(bands.length === 0 || single
      ? [lonePoints(shown), kept(bestPoints(results, metric), axis, bands.length > 0)]
      : []),
    ...stopped(results, shown),
    ...(labelled
      ? names(placeLabels(endPoints(shown), axis, plot.height, labels.length === 1))
      : []),
  ];
  const notes = [
    SUBTITLES[metric],
    ...cutNotes(axis, metric, points),
    ...bandNotes(results, bands),
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
      subtitle: points.length === 0 ? 'no epoch has finished yet' : notes.join(' · '),
    },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        scale: { domain: [...epochs.domain], nice: false, zero: false },
        axis: { title: 'epoch', values: [...epochs.ticks], format: 'd', grid: false },
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
    config: chartConfig(),
  } as TopLevelSpec;
}

/** What has curves: a metric that only validation measures has one of those alone. */
function splits(points: readonly CurvePoint[]): string {
  const only = points.length > 0 && points.every(({ split }) => split === 'validation');
  return only ? 'validation' : 'training and validation';
}

/** A line of its own, or of several seeds their mean or one of them. */
type LineKind = 'alone' | 'mean' | 'seed';
const WIDTHS: Readonly<Record<LineKind, Readonly<Record<CurvePoint['split'], number>>>> = {
  alone: { validation: 2.25, training: 1.75 },
  mean: { validation: 2.5, training: 2 },
  seed: { validation: 0.75, training: 0.75 },
};

function lines(points: readonly (CurvePoint | BandPoint)[], kind: LineKind): object {
  return {
    data: { values: points },
    mark: {
      type: 'line',
      strokeJoin: 'round',
      strokeCap: 'round',
      opacity: kind === 'seed' ? 0.5 : 1,
    },
    encoding: {
      ...(kind !== 'mean' && { detail: { field: 'trial', type: 'nominal' } }),
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
        condition: { test: "datum.split === 'training'", value: WIDTHS[kind].training },
        value: WIDTHS[kind].validation,
      },
    },
  };
}

/** From the lowest to the highest seed. */
function band(points: readonly BandPoint[], axis: Axis): object {
  const [, most] = axis.domain;
  const values = points.map((point) => ({ ...point, high: Math.min(point.high, most) }));
  return {
    data: { values },
    mark: { type: 'area', opacity: 0.16 },
    encoding: {
      y: { field: 'low', type: 'quantitative' },
      y2: { field: 'high' },
      detail: { field: 'split', type: 'nominal' },
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

function kept(points: readonly CurvePoint[], axis: Axis, isOfMany: boolean): object {
  return {
    data: { values: points.filter(({ value }) => value <= axis.domain[1]) },
    mark: {
      type: 'point',
      size: isOfMany ? 28 : 75,
      filled: false,
      fill: PAPER.light,
      strokeWidth: isOfMany ? 1.25 : 2.25,
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

function cutNotes(axis: Axis, metric: MetricName, points: readonly CurvePoint[]): string[] {
  const [low, high] = axis.domain;
  if (METRICS[metric].isShare)
    return low > 0 ? [`axis starts at ${Number((low * 100).toPrecision(6))}%`] : [];
  return points.some(({ value }) => value > high)
    ? [`values above ${high < 10_000 ? high : grouped(high)} are not drawn`]
    : [];
}

function bandNotes({ trials }: Results, bands: readonly BandPoint[]): string[] {
  if (bands.length === 0) return [];
  return [`band: all ${hasFolds(trials) ? 'folds' : 'seeds'}`];
}
