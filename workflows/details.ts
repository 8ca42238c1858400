import { earlyStopText, foldText, variantLabel } from '../study/labels.ts';
import { metricNames } from '../study/metrics.ts';
import type { Metrics } from '../study/results.ts';
import type { MetricName } from '../study/spec.ts';
import type { StudyProgress, TrialProgress } from './messages.ts';

// Markdown for the Web UI. Its renderer turns "5/8" into a fraction: "5 of 8" stays as it is.

/** A trial's newest epoch as a table. */
export function trialDetails(progress: TrialProgress): string {
  const { metrics, test } = progress;
  const rows = [
    ['train', metrics?.train],
    ['validation', metrics?.validation],
    ['test', test],
  ] as const;
  const names = namesIn([metrics?.train, metrics?.validation, test]);
  return [
    `**${variantLabel(progress.variant)}**, seed ${progress.seed}${foldText(progress.fold)}: ${stateOf(progress)}`,
    ...(progress.repairs > 0 ? ['', repairsOf(progress.repairs)] : []),
    '',
    `| ${['split', ...names].join(' | ')} |`,
    `| ${[':---', ...names.map(() => '---:')].join(' | ')} |`,
    ...rows.flatMap(([split, value]) =>
      value ? [`| ${[split, ...cellsOf(value, names)].join(' | ')} |`] : [],
    ),
  ].join('\n');
}

/** A study's trials as a table. */
export function studyDetails(progress: StudyProgress): string {
  const names = namesIn(progress.trials.map(({ test }) => test));
  return [
    `**${progress.run ?? 'reading the spec'}**: ${progress.status}`,
    '',
    ...(progress.verdicts ?? []).flatMap((verdict) => [verdict, '']),
    ...(progress.warnings ?? []).flatMap((warning) => [`Warning: ${warning}`, '']),
    `| ${['variant', 'seed', 'status', ...names.map((name) => `test ${name}`)].join(' | ')} |`,
    `| ${[':---', '---:', ':---', ...names.map(() => '---:')].join(' | ')} |`,
    ...progress.trials.map((trial) => {
      const { test } = trial;
      const seed = `${trial.seed}${foldText(trial.fold)}`;
      const cells = [variantLabel(trial.variant), seed, statusOf(trial)];
      return `| ${[...cells, ...cellsOf(test, names)].join(' | ')} |`;
    }),
  ].join('\n');
}

/** What was measured anywhere; at least a loss will be. */
function namesIn(all: readonly (Metrics | null | undefined)[]): readonly MetricName[] {
  const merged = all.reduce<Metrics>((sum, metrics) => ({ ...sum, ...metrics }), { loss: 0 });
  return metricNames(merged);
}

function cellsOf(metrics: Metrics | null, names: readonly MetricName[]): readonly string[] {
  return names.map((name) => metrics?.[name]?.toFixed(4) ?? '');
}

/** `done`, or after which epoch it stopped early. */
function statusOf({ status, earlyStop }: TrialProgress): string {
  return earlyStop === undefined ? status : `${status}, ${earlyStop.epoch} epochs`;
}

function stateOf({ status, epoch, epochs, diverged, earlyStop, waiting }: TrialProgress): string {
  if (waiting !== null) return `${waiting} (epoch ${epoch} of ${epochs} is done)`;
  if (diverged) return `diverged in epoch ${diverged.epoch}, at batch ${diverged.step}`;
  if (earlyStop) return `${status}, ${earlyStopText(earlyStop)}`;
  return status === 'running' ? `epoch ${epoch} of ${epochs}` : `${status}, ${epochs} epochs`;
}

function repairsOf(repairs: number): string {
  const times = repairs === 1 ? 'Once' : `${repairs} times`;
  return `${times} something was lost from the store, and made again.`;
}
