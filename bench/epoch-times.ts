import type { ProvenanceEvent } from '../study/results.ts';
import type { RequestReading } from './readings.ts';

/**
 * Wall time of a trial's epochs in ms, by epoch: from the commit of the epoch before to its own, so
 * that everything between two epochs counts. The trial's first epoch has none before it.
 */
export function epochWallMs(
  events: readonly ProvenanceEvent[],
  trial: number,
): ReadonlyMap<number, number> {
  const committed = new Map<number, number>();
  for (const event of events) {
    if (event.step !== 'checkpoint' || event.trial !== trial) continue;
    if (event.epoch !== undefined) committed.set(event.epoch, Date.parse(event.time));
  }
  const wall = new Map<number, number>();
  for (const [epoch, timeMs] of committed) {
    const before = committed.get(epoch - 1);
    if (before !== undefined) wall.set(epoch, timeMs - before);
  }
  return wall;
}

/** One epoch as its trainer saw it, in ms. */
export interface TrainerEpoch {
  readonly epoch: number;
  readonly trainMs: number;
  readonly validateMs: number;
  /** From this epoch's first request to the next one's, without the two requests themselves. */
  readonly idleMs: number;
}

/** The epochs that one trainer computed one after the other, without the last: none follows it. */
export function trainerEpochs(readings: readonly RequestReading[]): TrainerEpoch[] {
  const epochs: TrainerEpoch[] = [];
  for (const [index, train] of readings.entries()) {
    const [validate, next] = readings.slice(index + 1, index + 3);
    if (train.request !== 'train' || validate?.request !== 'evaluate') continue;
    if (next?.request !== 'train' || next.epoch !== train.epoch + 1) continue;
    const trainMs = train.endedMs - train.beganMs;
    const validateMs = validate.endedMs - validate.beganMs;
    const idleMs = next.beganMs - train.beganMs - trainMs - validateMs;
    epochs.push({ epoch: train.epoch, trainMs, validateMs, idleMs });
  }
  return epochs;
}
