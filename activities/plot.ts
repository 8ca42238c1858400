import type { Comparison } from '../report/compare.ts';
import { drawCharts } from '../report/render.ts';
import type { Results } from '../study/results.ts';
import type { ChartName } from '../report/measured.ts';
import { plotKey } from '../study/keys.ts';
import type { ActivityDeps } from './deps.ts';
import type { RunInput } from './inputs.ts';
import { runLog, runStep } from './step.ts';

export interface PlotInput extends RunInput {
  /** The results, as `compare` stored them. */
  readonly results: string;
  /** The variants' table and the verdicts, as `compare` stored them. */
  readonly comparison: string;
}

/** A chart's two files, as artifacts. */
export interface ChartDigests {
  readonly svg: string;
  readonly png: string;
}

/** By name: what the epochs measured, the final results, the hypotheses' differences. */
export type PlotOutput = Readonly<Partial<Record<ChartName, ChartDigests>>>;

/** Draws the metrics over the epochs, and what several seeds came to. */
export async function plot(deps: ActivityDeps, input: PlotInput): Promise<PlotOutput> {
  const { results, comparison } = input;
  const key = plotKey({ curves: results, differences: comparison });
  const step = {
    step: 'plot',
    key,
    store: input.store,
    log: runLog(input.run),
    artifacts: (charts: PlotOutput) => Object.values(charts).flatMap((c) => [c.svg, c.png]),
  };
  return runStep(deps, step, async () => {
    const charts = await drawCharts(
      await deps.store.readJson<Results>(results),
      await deps.store.readJson<Comparison>(comparison),
    );
    const write = async (chart: { svg: string; png: Uint8Array }): Promise<ChartDigests> => ({
      svg: await deps.store.writeArtifact(new TextEncoder().encode(chart.svg)),
      png: await deps.store.writeArtifact(chart.png),
    });
    const written: Partial<Record<ChartName, ChartDigests>> = {};
    for (const [name, chart] of Object.entries(charts)) {
      written[name as ChartName] = await write(chart);
    }
    return written;
  });
}
