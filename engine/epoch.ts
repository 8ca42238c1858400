import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../study/shapes.ts';
import type { Divergence, Metrics } from '../study/results.ts';
import type { TrainingSpec } from '../study/spec.ts';
import { samplesPerStep, stepsPerEpoch } from '../study/steps-per-epoch.ts';
import { createAugment } from './augment.ts';
import { createGather } from './images.ts';
import type { Images } from './images.ts';
import type { Kernels } from './kernels/kernels.ts';
import { learningRateAt } from './learning-rate.ts';
import { createLoss } from './losses/create.ts';
import type { Model } from './model.ts';
import type { EngineOptimizer } from './optimizers/optimizer.ts';
import type { Progress } from './protocol.ts';
import { disposeState, isFiniteState } from './state.ts';
import type { TrainingState } from './state.ts';
import type { Streams } from './streams.ts';
import { trainStep } from './train-step.ts';

export interface EpochInput {
  readonly kernels: Kernels;
  readonly model: Model;
  readonly optimizer: EngineOptimizer;
  readonly training: TrainingSpec;
  readonly images: Images;
  /** The samples in the order of this epoch. */
  readonly samples: Uint32Array;
  /** From 1. */
  readonly epoch: number;
  /** What a plateau has made of the learning rate: a factor. Default: 1. */
  readonly rateScale?: number;
  readonly streams: Pick<Streams, 'noise' | 'augment'>;
  /** Left as it is: the caller disposes it. */
  readonly state: TrainingState;
  /** Awaited between batches, so that the caller can look after its messages or throw to stop. */
  readonly onBatch?: (progress: Progress) => Promise<void> | void;
}

export interface EpochOutput {
  /** The state after the epoch, or, when it diverged, before the bad batch. */
  readonly state: TrainingState;
  /** Over the batches that were finite; zeros when there was none. */
  readonly metrics: Metrics;
  readonly diverged?: Divergence;
}

/**
 * Trains one epoch. Its loss is the mean of the batch means, its accuracy (or mae) that of all
 * samples, both while the weights change, as the usual PyTorch loop prints them.
 *
 * A loss or weight that is not finite ends the epoch as diverged at the batch that made it so.
 */
export async function trainEpoch(input: EpochInput): Promise<EpochOutput> {
  const output = await runEpoch(input, false);
  if (isFiniteState(input.kernels, output.state)) return output;
  // Weights overflowed under a finite loss. Once more, looking at them after every step.
  disposeState(output.state);
  return runEpoch(input, true);
}

async function runEpoch(input: EpochInput, watchWeights: boolean): Promise<EpochOutput> {
  const { kernels, model, training, images, samples, epoch, rateScale = 1 } = input;
  const perStep = samplesPerStep(training);
  const gather = createGather(images, training.batchSize);
  const loss = createLoss(training.loss, sizeOf(model.outputShape));
  const { augmentation } = training;
  const augment = augmentation && createAugment(augmentation, images.shape);
  const batches = stepsPerEpoch(training, samples.length);
  let state = input.state;
  let lossSum = 0;
  let score = 0;
  let seen = 0;
  let lastLoss: number | null = null;
  const replaceState = (next: TrainingState): void => {
    if (state !== input.state) disposeState(state);
    state = next;
  };
  const outcome = (done: number): EpochOutput => ({
    state: state === input.state ? copyState(kernels, state) : state,
    metrics:
      done === 0
        ? { loss: 0, [loss.metric]: 0 }
        : { loss: lossSum / done, [loss.metric]: score / seen },
  });

  try {
    for (let batch = 0; batch < batches; batch += 1) {
      const chosen = samples.subarray(batch * perStep, (batch + 1) * perStep);
      const learningRate = learningRateAt(training, {
        epoch,
        step: state.steps,
        stepsPerEpoch: batches,
        rateScale,
      });
      const step = trainStep(
        { ...input, ...(augment && { augment }), loss, gather },
        state,
        chosen,
        learningRate,
      );
      const mean = step.loss;
      const finite = Number.isFinite(mean);
      if (finite) lastLoss = mean;
      if (!finite || (watchWeights && !isFiniteState(kernels, step.state))) {
        disposeState(step.state);
        return { ...outcome(batch), diverged: { epoch, step: batch + 1, lastLoss } };
      }
      replaceState(step.state);
      lossSum += mean;
      score += step.score;
      seen += chosen.length;
      await input.onBatch?.({ batch: batch + 1, batches, loss: lossSum / (batch + 1) });
    }
    return outcome(batches);
  } catch (error) {
    if (state !== input.state) disposeState(state);
    throw error;
  }
}

function copyState(kernels: Kernels, state: TrainingState): TrainingState {
  const copy = (tensor: Tensor): Tensor =>
    kernels.upload(Float32Array.from(kernels.download(tensor)), tensor.shape);
  return {
    steps: state.steps,
    parameters: state.parameters.map(copy),
    slots: state.slots.map((slots) => slots.map(copy)),
    buffers: state.buffers.map(copy),
  };
}
