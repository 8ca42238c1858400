import type { Axis } from './axis.ts';
import { AXIS, GRID, INK, MUTED, PAPER } from './palette.ts';

/** Drawn size in pixels, outer; two of them fit side by side on the report's page. */
export const CHART_SIZE = { width: 540, height: 380 } as const;
export const MARGIN = { top: 64, bottom: 46, left: 48, right: 20 } as const;
/** The first is shipped in report/fonts for PNG files; a page takes the reader's own. */
export const CHART_FONT =
  "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** How long a text is in letters of usual width: capitals are wider, and Chinese ones twice as wide. */
export function lettersIn(text: string): number {
  const widthOf = (letter: string): number =>
    letter >= '\u2e80' ? 2 : /\p{Lu}/u.test(letter) ? 1.4 : 1;
  return [...text].reduce((sum, letter) => sum + widthOf(letter), 0);
}

/** The right margin holds the curves' names, or the legend. */
export function plotSize(
  labels: readonly string[],
  labelled: boolean,
): { width: number; height: number } {
  const longest = labels.reduce((most, label) => Math.max(most, lettersIn(label)), 0);
  const right = labelled ? (longest + ' validation'.length) * 6.8 + 8 : longest * 6.6 + 44;
  return {
    width: Math.round(CHART_SIZE.width - MARGIN.left - MARGIN.right - right),
    height: CHART_SIZE.height - MARGIN.top - MARGIN.bottom,
  };
}

/** A chart of dots in rows, without its marks: all of the page's width for one axis along the bottom. */
export function rowsFrame({
  height,
  title,
  subtitle,
  axis,
  rows,
}: {
  /** Of the rows, in pixels. */
  readonly height: number;
  readonly title: string;
  readonly subtitle: string;
  readonly axis: Axis;
  /** Where rows are from the bottom to the top, as marks have it in `at`. */
  readonly rows: readonly [number, number];
}): { readonly [part: string]: unknown; readonly encoding: object } {
  const fixed = { nice: false, zero: false };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    autosize: { type: 'none' },
    padding: { top: MARGIN.top, bottom: 32, left: MARGIN.right, right: MARGIN.right },
    width: CHART_SIZE.width - 2 * MARGIN.right,
    height,
    title: { text: title, subtitle, dx: 6 - MARGIN.right },
    encoding: {
      x: {
        field: 'value',
        type: 'quantitative',
        scale: { domain: [...axis.domain], ...fixed },
        axis: { title: null, values: [...axis.ticks], format: axis.format, grid: true },
      },
      y: {
        field: 'at',
        type: 'quantitative',
        scale: { domain: [...rows], ...fixed },
        axis: null,
      },
    },
    config: chartConfig(),
  };
}

/** Text with paper around its letters: lines of the grid pass behind. */
export function legible(values: readonly object[], style: object): object[] {
  const mark = { type: 'text', baseline: 'middle', fontSize: 12, ...style };
  const encoding = { text: { field: 'text', type: 'nominal' } };
  const paper = { stroke: PAPER.light, strokeWidth: 4, strokeJoin: 'round' };
  const color = 'color' in style ? { color: { value: style.color } } : {};
  return [
    {
      data: { values },
      mark: { ...mark, ...paper },
      encoding: { ...encoding, color: { value: PAPER.light } },
    },
    { data: { values }, mark, encoding: { ...encoding, ...color } },
  ];
}

/** How all charts look. */
export function chartConfig(): object {
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
