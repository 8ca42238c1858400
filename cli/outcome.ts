import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageVersion } from '../environment/package.ts';
import { collectProvenance } from '../store/provenance.ts';
import { collectResults } from '../store/results.ts';
import type { CollectedResults } from '../store/results.ts';
import { damageLog, newestRun } from '../store/runs.ts';
import type { RunRef, RunSource } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { earlyStopText, trialLabel } from '../study/labels.ts';
import { metricNames, ownMetricOf } from '../study/metrics.ts';
import type {
  DamageEvent,
  Metrics,
  Results,
  StepOutput,
  StudyStatus,
  TrialResult,
} from '../study/results.ts';
import type { MetricName } from '../study/spec.ts';
import { addSection as addToPage } from '../report/html.ts';
import { addSection as addToMarkdown } from '../report/markdown.ts';
import { repairedText } from '../report/repaired.ts';
import type { StartedFrom } from '../report/seeds.ts';
import { timingSection } from '../report/timing-section.ts';
import { outputText, outputsByStep } from '../report/outputs-section.ts';
import { hasFolds, nameCells } from '../report/trial-columns.ts';
import { collectOutputs } from '../store/outputs.ts';
import { moreSeedsText } from './more-seeds.ts';
import { registrationText } from './registration-block.ts';
import { metricText, paragraph, styled, table } from './terminal.ts';
import { comparisonOf, verdictsText } from './verdicts.ts';

/**
 * Prints a run's table, its verdicts and where its report is, and writes the report's files.
 *
 * @param file the study's YAML file, for the command that would decide more, where it is known
 */
export async function printOutcome(store: Store, run: string, file?: string): Promise<StudyStatus> {
  const collected = await collectResults(store, run);
  const { results, plan, ref } = collected;
  process.stdout.write(`\n${resultsTable(results)}\n`);
  const { verdicts, registration } = await comparisonOf(store, collected);
  if (verdicts.length > 0) {
    const damage = await store.readLog<DamageEvent>(damageLog(results.run));
    const repaired = repairedText(results, [...new Set(damage.map(({ object }) => object))]);
    const note = repaired === null ? '' : `\n${paragraph(repaired)}\n`;
    const asked = registration && registrationText(registration);
    process.stdout.write(`\n${verdictsText(verdicts)}\n${note}${asked ? `\n${asked}\n` : ''}`);
  }
  for (const [step, outputs] of outputsByStep(await collectOutputs(store, plan, ref.execution))) {
    process.stdout.write(`\n${styled('bold', step)}\n${outputsTable(outputs)}\n`);
  }
  for (const trial of results.trials) {
    if (trial.earlyStop === undefined) continue;
    process.stdout.write(`\n${trialLabel(trial)} ${earlyStopText(trial.earlyStop)}.\n`);
  }
  if (ref.reason) process.stdout.write(`\n${ref.reason}\n`);
  for (const trial of Object.values(ref.trials)) {
    if (trial.failed !== undefined) process.stdout.write(`\n${trial.failed}\n`);
  }
  // Where a number is missing, more of the others don't bring it.
  const open = verdicts.some(({ verdict, missing }) => verdict === 'undecided' && missing === 0);
  if (results.status === 'done' && open) {
    process.stdout.write(await moreSeedsText(store, plan, await startedFrom(store, ref, file)));
  }
  const report = await writeReport(store, collected);
  if (report !== null) process.stdout.write(`\nReport: ${styled('bold', report)}\n`);
  else if (ref.status === 'stopped' || ref.status === 'failed') {
    process.stdout.write(`\nNo report: the study ${ref.status} before one was written.\n`);
  } else process.stdout.write('\n');
  process.stdout.write(
    styled('dim', `All epochs: epochal results ${results.study} --csv, or --json`) + '\n',
  );
  return results.status;
}

/** The variants side by side, as text. */
export function resultsTable(results: Results): string {
  const own = ownMetricOf(measuredIn(results) ?? { loss: 0 });
  const folded = hasFolds(results.trials);
  const rows = results.trials.map((trial) => [
    ...nameCells(trial, folded),
    trialState(trial),
    String(trial.best?.epoch ?? '–'),
    bestValue(trial),
    valueOf(trial.test, own),
    valueOf(trial.test, 'loss'),
  ]);
  const monitor = Object.keys(results.trials[0]?.best?.metrics ?? {})[0] ?? 'monitored';
  // As short as beside a curve: a terminal has 80 columns.
  const best = monitor.replace(/^validation\./, 'val ').replace('.', ' ');
  const name = nameTitles(folded);
  const header = [...name, 'status', 'best', best, `test ${own}`, 'test loss'];
  const right = header.flatMap((_, i) => (i === 0 || i === name.length ? [] : [i]));
  const main = table(header, rows, right);
  return [`${styled('bold', results.run)}  ${results.status}`, main, ...moreTable(results)].join(
    '\n',
  );
}

function nameTitles(folded: boolean): readonly string[] {
  return ['variant', 'seed', ...(folded ? ['fold'] : [])];
}

/** What the tests measured besides: in a table of its own, since a terminal has 80 columns. */
function moreTable({ trials }: Results): readonly string[] {
  const tests = trials.flatMap(({ test }) => test ?? [])[0] ?? { loss: 0 };
  const names = metricNames(tests).filter((name) => name !== 'loss' && name !== ownMetricOf(tests));
  if (names.length === 0) return [];
  const folded = hasFolds(trials);
  const rows = trials.map((trial) => [
    ...nameCells(trial, folded),
    ...names.map((name) => valueOf(trial.test, name)),
  ]);
  const header = [...nameTitles(folded), ...names.map((name) => `test ${name}`)];
  return ['', table(header, rows, header.map((_, i) => i).slice(1))];
}

/** What any trial measured first. */
function measuredIn({ trials }: Results): Metrics | undefined {
  return trials.flatMap(({ epochs: [first] }) => first?.validation ?? [])[0];
}

function valueOf(metrics: Metrics | null, name: MetricName): string {
  return metricText(metrics?.[name]);
}

/** What a step of one's own gave, a line each. */
function outputsTable(outputs: readonly StepOutput[]): string {
  const perTrial = outputs.some(({ variant }) => variant !== undefined);
  const names = [...new Set(outputs.flatMap(({ values }) => Object.keys(values)))];
  const folded = hasFolds(outputs);
  const trial = ['variant', 'seed', ...(folded ? ['fold'] : [])];
  const header = [...(perTrial ? trial : []), ...names];
  const rows = outputs.map(({ variant, seed, fold, values }) => [
    ...(variant === undefined ? [] : nameCells({ variant, seed: seed!, fold }, folded)),
    ...names.map((name) => outputText(values[name])),
  ]);
  const numbers = header.flatMap((name, i) =>
    name === 'seed' ||
    name === 'fold' ||
    outputs.every(({ values }) => typeof values[name] === 'number')
      ? [i]
      : [],
  );
  return table(header, rows, numbers);
}

function trialState(trial: TrialResult): string {
  if (trial.diverged) return `diverged at epoch ${trial.diverged.epoch}`;
  if (trial.earlyStop) return `${trial.status} at epoch ${trial.earlyStop.epoch}`;
  return trial.status === 'running' ? `epoch ${trial.epochs.length}` : trial.status;
}

function bestValue(trial: TrialResult): string {
  const value = Object.values(trial.best?.metrics ?? {})[0];
  return metricText(value);
}

/** What a run was started from, as its source says it. */
async function startedFrom(
  store: Store,
  { source }: RunRef,
  file: string | undefined,
): Promise<StartedFrom | undefined> {
  if (source === undefined || !(await store.hasArtifact(source))) return undefined;
  const { options } = await store.readJson<RunSource>(source);
  const known = file ?? options.file;
  return known === undefined ? undefined : { file: known, overrides: options.overrides ?? [] };
}

/** Writes the report's files, with what the run took, which no stored report says. */
async function writeReport(store: Store, collected: CollectedResults): Promise<string | null> {
  const { results, ref } = collected;
  if (ref.report?.['report.html'] === undefined) return null;
  const provenance = await collectProvenance(store, collected, packageVersion());
  const timing = timingSection(results, provenance);
  // An older run's report does not take the place of the newest one's.
  const isNewest = (await newestRun(store, results.study)) === results.run;
  const folder = join('reports', isNewest ? results.study : results.run);
  await mkdir(folder, { recursive: true });
  for (const [name, digest] of Object.entries(ref.report)) {
    const bytes = await store.readArtifact(digest);
    const text = (): string => new TextDecoder().decode(bytes);
    const whole =
      timing === null
        ? bytes
        : name.endsWith('.html')
          ? addToPage(text(), timing)
          : name.endsWith('.md')
            ? addToMarkdown(text(), timing)
            : bytes;
    await writeFile(join(folder, name), whole);
  }
  return join(folder, 'report.html');
}
