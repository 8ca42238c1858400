import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEpochLine } from './epoch-line.ts';
import { median } from '../statistics/median.ts';
import { processMemory } from './process-memory.ts';
import { trainerReadings, workerReadings } from './readings.ts';
import type { Workspace } from './workspace.ts';

/** What worker and trainer held early and late in one run, medians over 100 epochs in bytes. */
export interface LongTrial {
  readonly epochs: number;
  readonly worker: EarlyAndLate;
  readonly trainer: EarlyAndLate;
}

export interface EarlyAndLate {
  readonly early: number;
  readonly late: number;
}

/** The epoch that the early window ends with: everything is loaded and compiled long before. */
export const EARLY_EPOCH = 200;
const WINDOW_EPOCHS = 100;
/** The worker is ended soon after the last epochs. */
const LEFT_OUT_EPOCHS = 20;

/** Trains a tiny model for many epochs on one slot, each a few steps of Temporal and little else. */
export async function measureLongTrial(workspace: Workspace, epochs: number): Promise<LongTrial> {
  const file = join(workspace.folder, 'long-trial.yaml');
  await writeFile(file, specOf(epochs));
  const samples = { worker: new Samples(epochs), trainer: new Samples(epochs) };
  const onLine = (line: string): void => {
    const epoch = parseEpochLine(line)?.epoch;
    if (epoch === undefined) return;
    samples.worker.take(epoch, () => workerReadings(workspace.readings));
    samples.trainer.take(epoch, () => trainerReadings(workspace.readings));
  };
  await workspace.epochal(['run', file], { slots: 1, collect: true, onLine });
  return { epochs, worker: samples.worker.medians(), trainer: samples.trainer.medians() };
}

/** One process's memory in the two windows. */
class Samples {
  readonly #epochs: number;
  readonly #early: number[] = [];
  readonly #late: number[] = [];
  #pid: number | undefined;

  constructor(epochs: number) {
    this.#epochs = epochs;
  }

  take(epoch: number, processes: () => readonly { readonly pid: number }[]): void {
    const last = this.#epochs - LEFT_OUT_EPOCHS;
    if (isWithin(epoch, EARLY_EPOCH)) this.#note(this.#early, processes);
    else if (isWithin(epoch, last)) this.#note(this.#late, processes);
  }

  /** @throws Error when the process did not live from the early window to the late one. */
  medians(): EarlyAndLate {
    const all = [...this.#early, ...this.#late];
    if (all.includes(0)) throw new Error(`the process ${this.#pid} ended in the middle of a trial`);
    return { early: median(this.#early), late: median(this.#late) };
  }

  #note(window: number[], processes: () => readonly { readonly pid: number }[]): void {
    this.#pid ??= processes()[0]?.pid;
    window.push(this.#pid === undefined ? 0 : processMemory(this.#pid, 'RssAnon'));
  }
}

function isWithin(epoch: number, last: number): boolean {
  return epoch > last - WINDOW_EPOCHS && epoch <= last;
}

function specOf(epochs: number): string {
  return `epochal: 1
study: long-trial
data: { dataset: mnist, split: { train: 64, validation: 32 } }
model: { layers: [flatten, { dense: { units: 10 } }] }
training:
  epochs: ${epochs}
  batchSize: 64
  optimizer: { sgd: { learningRate: 0.1 } }
  loss: crossEntropy
seeds: [0]
`;
}
