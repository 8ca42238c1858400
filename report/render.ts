import { join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { packageRoot } from '../environment/package.ts';
import type { Results } from '../study/results.ts';
import { curveChart } from './charts.ts';
import type { Comparison } from './compare.ts';
import { differenceChart, drawnVerdicts } from './difference-chart.ts';
import { distributionChart, distributions, testedMetrics } from './distribution.ts';
import { chartMetrics } from './measured.ts';
import type { ChartName } from './measured.ts';

/** One chart, twice: for a page, and for wherever a picture is needed. */
interface Chart {
  readonly svg: string;
  /** Two pixels for each of the SVG's. */
  readonly png: Buffer;
}

/** In the order in which they are shown. */
export type Charts = Readonly<Partial<Record<ChartName, Chart>>>;

const FONTS = ['Inter_400Regular.ttf', 'Inter_600SemiBold.ttf'];

/** Draws the charts. The same results and comparison give the same bytes, on every machine. */
export async function drawCharts(
  results: Results,
  { summaries, verdicts }: Pick<Comparison, 'summaries' | 'verdicts'>,
): Promise<Charts> {
  const charts: Partial<Record<ChartName, Chart>> = {};
  const draw = async (name: ChartName, spec: TopLevelSpec): Promise<void> => {
    const svg = await renderSvg(spec);
    charts[name] = { svg, png: await renderPng(svg) };
  };
  for (const metric of chartMetrics(results)) await draw(metric, curveChart(results, metric));
  for (const metric of testedMetrics(results)) {
    const [first, ...others] = distributions(results, summaries, metric);
    if (first === undefined) continue;
    await draw(`test-${metric}`, distributionChart(results, [first, ...others], metric));
  }
  for (const [name, verdict] of drawnVerdicts(verdicts)) {
    await draw(name, differenceChart(verdict));
  }
  return charts;
}

/** Compiles and draws a Vega-Lite spec. Text is never measured: sizes and margins are the spec's. */
async function renderSvg(spec: TopLevelSpec): Promise<string> {
  // Heavy: only who draws loads them.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** On another thread: long dashed curves take seconds, and who draws may have to answer meanwhile. */
async function renderPng(svg: string): Promise<Buffer> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const picture = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: {
      fontFiles: FONTS.map((file) => join(packageRoot, 'report', 'fonts', file)),
      loadSystemFonts: false,
      defaultFontFamily: 'Inter',
    },
  });
  return picture.asPng();
}
