import { earlyStopText, foldText, variantLabel } from '../study/labels.ts';
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
  return [
    `**${variantLabel(progress.variant)}**, seed ${progress.seed}${foldText(progress.fold)}: ${stateOf(progress)}`,
    ...(progress.repairs > 0 ? ['', repairsOf(progress.repairs)] : []),
    '',
    '| split | loss | accuracy |',
    '| :--- | ---: | ---: |',
    ...rows.flatMap(([split, value]) =>
      value ? [`| ${split} | ${value.loss.toFixed(4)} | ${value.accuracy.toFixed(4)} |`] : [],
    ),
  ].join('\n');
}

/** A study's trials as a table. */
export function studyDetails(progress: StudyProgress): string {
  return [
    `**${progress.run ?? 'reading the spec'}**: ${progress.status}`,
    '',
    '| variant | seed | status | test loss | test accuracy |',
    '| :--- | ---: | :--- | ---: | ---: |',
    ...progress.trials.map((trial) => {
      const { test } = trial;
      const seed = `${trial.seed}${foldText(trial.fold)}`;
      const cells = [variantLabel(trial.variant), seed, statusOf(trial)];
      return `| ${[...cells, test?.loss.toFixed(4) ?? '', test?.accuracy.toFixed(4) ?? ''].join(' | ')} |`;
    }),
  ].join('\n');
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
