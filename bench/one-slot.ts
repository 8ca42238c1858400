import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { epochWallMs, trainerEpochs } from './epoch-times.ts';
import type { TrainerEpoch } from './epoch-times.ts';
import { trainerReadings } from './readings.ts';
import { startInMemoryLoop } from './torch.ts';
import type { Peer } from './torch.ts';
import type { Workspace } from './workspace.ts';

/** What one slot and the loop it is compared with took; the first epoch of each block left out. */
export interface OneSlot {
  /** A list a block: wall time of each epoch, orchestration included. */
  readonly epochal: readonly (readonly number[])[];
  /** The same of PyTorch's loop, each block after the one of ours; null without PyTorch. */
  readonly torch: readonly (readonly number[])[] | null;
  /** The same epochs as the trainers saw them. */
  readonly trainer: readonly TrainerEpoch[];
  /** Of a second `run` when all is finished. */
  readonly secondRunSeconds: number;
  readonly trainerPeakBytes: number;
}

const BLOCKS = 3;
const EPOCHS_PER_BLOCK = 5;
const STUDY = 'one-slot';

// The relu variant alone: on one slot a second one would only take turns with it.
const SPEC = `epochal: 1
study: ${STUDY}
data: { dataset: mnist, split: { train: 50000, validation: 10000 } }
model: { layers: [flatten, { dense: { units: 512 } }, { activation: relu }, { dense: { units: 10 } }] }
training:
  epochs: ${EPOCHS_PER_BLOCK}
  batchSize: 128
  optimizer: { sgd: { learningRate: 0.15 } }
  loss: crossEntropy
seeds: [0]
randomness: torch
`;

/**
 * Trains the relu variant on one slot, in blocks that take turns with PyTorch's loop, so that both
 * see the same machine. A block of ours is a whole `epochal run` that extends the study.
 */
export async function measureOneSlot(
  workspace: Workspace,
  peer: Peer | null,
  signal: AbortSignal,
): Promise<OneSlot> {
  const file = join(workspace.folder, 'one-slot.yaml');
  await writeFile(file, SPEC);
  using loop = peer && startInMemoryLoop(peer, signal);
  const run = (epochs: number) =>
    workspace.epochal(['run', file, '--set', `training.epochs=${epochs}`], { slots: 1 });
  const theirs: number[][] = [];
  for (let block = 1; block <= BLOCKS; block += 1) {
    await run(block * EPOCHS_PER_BLOCK);
    if (loop) theirs.push((await loop.train(EPOCHS_PER_BLOCK)).slice(1).map((s) => s * 1000));
  }
  const { seconds } = await run(BLOCKS * EPOCHS_PER_BLOCK);
  const { provenance } = await workspace.results(STUDY);
  const wall = epochWallMs(provenance.events, 0);
  const trainers = trainerReadings(workspace.readings);
  return {
    epochal: blocksOf(wall),
    torch: peer && theirs,
    trainer: trainers.flatMap(({ readings }) => trainerEpochs(readings)).filter(isWarm),
    secondRunSeconds: seconds,
    trainerPeakBytes: Math.max(
      ...trainers.flatMap(({ readings }) => readings.map(({ peakBytes }) => peakBytes)),
    ),
  };
}

function blocksOf(wall: ReadonlyMap<number, number>): number[][] {
  return Array.from({ length: BLOCKS }, (_, block) =>
    // The first epoch of a block waits for the processes' start, and warms up.
    Array.from({ length: EPOCHS_PER_BLOCK - 1 }, (__, i) => {
      const epoch = block * EPOCHS_PER_BLOCK + i + 2;
      const ms = wall.get(epoch);
      if (ms === undefined) throw new Error(`epoch ${epoch} has no commit in the provenance`);
      return ms;
    }),
  );
}

function isWarm({ epoch }: TrainerEpoch): boolean {
  return epoch % EPOCHS_PER_BLOCK !== 1;
}
