import { trialLabel } from '../study/labels.ts';
import type { Results, TrialResult } from '../study/results.ts';
import type { Differences } from './differences.ts';

/** What happened to compared trials that a reader of the verdict has to know. */
export function notesOf(
  { compared, worst }: Pick<Differences, 'compared' | 'worst'>,
  { trials }: Results,
): readonly string[] {
  const inOrder = trials.filter((trial) => compared.includes(trial));
  return inOrder.flatMap((trial) => [
    ...endOf(trial, worst.includes(trial)),
    ...(trial.crossings ?? []).map(
      ({ epoch }) =>
        `${trialLabel(trial)} went on with other arithmetic from epoch ${epoch}: its numbers are not ` +
        'those of either alone.',
    ),
  ]);
}

function endOf(trial: TrialResult, isWorst: boolean): readonly string[] {
  const counted = isWorst ? ' It counts with the worst value of the compared trials.' : '';
  if (trial.diverged) {
    return [`${trialLabel(trial)} diverged in epoch ${trial.diverged.epoch}.${counted}`];
  }
  if (trial.status === 'failed') return [`${trialLabel(trial)} failed.${counted}`];
  return isWorst ? [`${trialLabel(trial)} has no such number.${counted}`] : [];
}
