import { buildReport } from '../report/build.ts';
import type { Comparison } from '../report/compare.ts';
import { damageLog } from '../store/runs.ts';
import { collectResults } from '../store/results.ts';
import { collectOutputs } from '../store/outputs.ts';
import type { DamageEvent, Results, StepOutput } from '../study/results.ts';
import type { Plan } from '../study/plan.ts';
import type { ChartName } from '../report/measured.ts';
import { isOwnStep } from '../study/steps.ts';
import { digestOf } from '../study/digest.ts';
import { reportKey } from '../study/keys.ts';
import type { ActivityDeps } from './deps.ts';
import type { RunInput } from './inputs.ts';
import type { ChartDigests, PlotOutput } from './plot.ts';
import { collectAnswers } from './report-answers.ts';
import { requireRun, requireStore, runLog, runStep } from './step.ts';

export interface ReportInput extends RunInput {
  /** The results, as `compare` stored them. */
  readonly results: string;
  /** The variants' table and the verdicts, as `compare` stored them. */
  readonly comparison: string;
  /** The charts, as `plot` stored them. */
  readonly charts: PlotOutput;
  /** The report's own name in the spec. */
  readonly step: string;
}

/** The report's files by name, as artifacts. */
export type ReportOutput = Readonly<
  Record<'report.html' | 'report.md', string> & Partial<Record<`${ChartName}.png`, string>>
>;

/** Writes the report, as one HTML file and as Markdown with its pictures. */
export async function report(deps: ActivityDeps, input: ReportInput): Promise<ReportOutput> {
  requireStore(deps, input.store);
  await requireRun(deps, input);
  const { plan, engines, ref } = await collectResults(deps.store, input.run);
  const { results, comparison, charts } = input;
  const damage = await deps.store.readLog<DamageEvent>(damageLog(input.run));
  const repaired = [...new Set(damage.map(({ object }) => object))].sort();
  const outputs = await outputsBefore(deps, { plan, execution: ref.execution }, input.step);
  const inputs = {
    ...{ results, comparison, charts, plan, engines },
    ...(repaired.length > 0 && { repaired }),
    ...(outputs.length > 0 && { outputs }),
  };
  const key = reportKey({ inputs: digestOf(inputs) });
  const step = {
    step: 'report',
    key,
    store: input.store,
    log: runLog(input.run),
    artifacts: (files: ReportOutput) => Object.values(files),
  };
  return runStep(deps, step, async () => {
    const text = new TextEncoder();
    const drawn = Object.entries(charts) as [ChartName, ChartDigests][];
    const pictures = drawn.map(async ([name, { svg, png }]) => {
      const bytes = await deps.store.readArtifact(svg);
      await deps.store.readArtifact(png); // a lost one is drawn again
      return [name, { svg: new TextDecoder().decode(bytes) }] as const;
    });
    const table = await deps.store.readJson<Results>(results);
    const { html, markdown } = buildReport({
      results: table,
      comparison: await deps.store.readJson<Comparison>(comparison),
      ...(await collectAnswers(deps.store, { results: table, plan, ref })),
      plan,
      engines,
      repaired,
      outputs,
      charts: Object.fromEntries(await Promise.all(pictures)),
    });
    return {
      'report.html': await deps.store.writeArtifact(text.encode(html)),
      'report.md': await deps.store.writeArtifact(text.encode(markdown)),
      ...Object.fromEntries(drawn.map(([name, { png }]) => [`${name}.png`, png])),
    };
  });
}

/**
 * What steps of one's own gave: those per trial, which have all ended, and those per study that the
 * report waits for.
 */
async function outputsBefore(
  { store }: ActivityDeps,
  { plan, execution }: { readonly plan: Plan; readonly execution: string | undefined },
  reportId: string,
): Promise<readonly StepOutput[]> {
  if (!plan.steps.some(isOwnStep)) return [];
  const needs = new Map(plan.steps.map((step) => [step.id, step.needs]));
  const before = new Set<string>();
  const open = [reportId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const found = (needs.get(id) ?? []).filter((need) => !before.has(need));
    for (const need of found) before.add(need);
    open.push(...found);
  }
  const outputs = await collectOutputs(store, plan, execution);
  return outputs.filter(({ step, variant }) => variant !== undefined || before.has(step));
}
