import { trialLabel } from '../study/labels.ts';
import type { Results, TrialResult } from '../study/results.ts';
import { shapeOf } from '../study/shape-metrics.ts';
import type { Hypothesis } from '../study/spec.ts';
import type { Differences } from './differences.ts';

/** What happened to compared trials that a reader of the verdict has to know. */
export function notesOf(
  {
    hypothesis,
    compared,
    worst,
  }: Pick<Differences, 'compared' | 'worst'> & { readonly hypothesis: Hypothesis },
  { trials }: Results,
): readonly string[] {
  const isCount = shapeOf(hypothesis.metric)?.measure === 'reversals';
  const inOrder = trials.filter((trial) => compared.includes(trial));
  const lengths = inOrder.map(({ epochs }) => epochs.length);
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
  const uneven = isCount && shortest < longest && inOrder.every(({ status }) => status === 'done');
  const curves = uneven
    ? [
        `Curves of ${shortest} to ${longest} epochs are compared: a shorter one has fewer moves to reverse.`,
      ]
    : [];
  const told = inOrder.flatMap((trial) => [
    ...endOf(trial, worst.includes(trial)),
    ...(trial.crossings ?? []).map(
      ({ epoch }) =>
        `${trialLabel(trial)} went on with other arithmetic from epoch ${epoch}: its numbers are not ` +
        'those of either alone.',
    ),
  ]);
  return [...curves, ...told];
}

function endOf(trial: TrialResult, isWorst: boolean): readonly string[] {
  const counted = isWorst ? ' It counts with the worst value of the compared trials.' : '';
  if (trial.diverged) {
    return [`${trialLabel(trial)} diverged in epoch ${trial.diverged.epoch}.${counted}`];
  }
  if (trial.status === 'failed') return [`${trialLabel(trial)} failed.${counted}`];
  return isWorst ? [`${trialLabel(trial)} has no such number.${counted}`] : [];
}
