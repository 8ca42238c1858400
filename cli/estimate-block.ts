import { slots } from '../environment/settings.ts';
import type { MeasuredEpochs } from '../store/measured-epochs.ts';
import { costOf } from '../study/cost.ts';
import { estimateDisk, estimateTime } from '../study/estimate.ts';
import type { Plan } from '../study/plan.ts';
import { count } from '../study/words.ts';
import { counted, duration, styled } from './terminal.ts';

/** What a plan's epochs that are not in the store will take: time, memory and disk. */
export function estimateBlock(
  plan: Plan,
  stored: readonly number[],
  measured: MeasuredEpochs | null,
): string {
  const { states, bytes } = estimateDisk(plan, stored);
  if (states === 0) {
    return `${styled('bold', 'Estimate')}: every epoch is in the store; nothing will be trained.`;
  }
  const costs = plan.trials.map(costOf);
  const memory = Math.max(...costs.map(({ memoryBytes }) => memoryBytes));
  const stops = plan.trials.some(({ earlyStopping }) => earlyStopping !== undefined);
  const most = stops ? 'at most ' : '';
  return [
    styled('bold', 'Estimate'),
    `time    ${timeLine(plan, stored, measured, most)}`,
    `memory  ${size(memory)} in each trainer, beside TensorFlow and the data`,
    `disk    ${most}${size(bytes)}: ${counted(states, 'state')}, one an epoch`,
  ].join('\n');
}

function timeLine(
  plan: Plan,
  stored: readonly number[],
  measured: MeasuredEpochs | null,
  most: string,
): string {
  const atOnce = Math.max(1, slots());
  const time = estimateTime(plan, stored, measured?.trials ?? [], atOnce);
  if (time === null || measured === null)
    return 'not known until an epoch was trained into this store';
  const how =
    time.basis === 'measured'
      ? 'such epochs were measured'
      : 'from multiply-adds, as other epochs were measured';
  const { gpu, cpu, backend } = measured.engine;
  const where = `${gpu ?? cpu} (${backend})`;
  return `${most}about ${duration(time.ms / 1000)} with ${counted(atOnce, 'slot')}; ${how} on ${where}`;
}

/** `163 MB`: two or three digits, of 1,000. */
function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : count(Math.round(value))} ${units[unit]}`;
}
