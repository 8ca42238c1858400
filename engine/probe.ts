import { createHash } from 'node:crypto';

import type { TrainingSpec } from '../study/spec.ts';
import { createGather } from './images.ts';
import type { Images } from './images.ts';
import type { Kernels } from './kernels/kernels.ts';
import { createLoss } from './losses/create.ts';
import { MersenneTwister } from './mersenne-twister.ts';
import { createModel } from './model.ts';
import { createOptimizer } from './optimizers/create.ts';
import { disposeState, encodeState, initialState } from './state.ts';
import { createStreams } from './streams.ts';
import { trainStep } from './train-step.ts';

const STEPS = 5;

const TRAINING: TrainingSpec = {
  layers: [
    { type: 'flatten' },
    { type: 'dense', units: 512 },
    { type: 'activation', activation: 'relu' },
    { type: 'dense', units: 10 },
  ],
  batchSize: 128,
  optimizer: { type: 'sgd', learningRate: 0.15, momentum: 0, nesterov: false, weightDecay: 0 },
  loss: { type: 'crossEntropy', labelSmoothing: 0 },
  randomness: 'torch',
};

/**
 * The state after five steps of a fixed model on made-up images of MNIST's shape. Full size, because
 * libraries choose their way to multiply by the matrices' size.
 */
export function probeTraining(kernels: Kernels): Uint8Array<ArrayBuffer> {
  const images = noise(STEPS * TRAINING.batchSize);
  const model = createModel(TRAINING.layers, images.shape);
  const optimizer = createOptimizer(TRAINING.optimizer);
  const parameters = model.parameters.map(({ random }) => random);
  const streams = createStreams({ randomness: 'torch', seed: 0, total: images.count, parameters });
  const gather = createGather(images, TRAINING.batchSize);
  const loss = createLoss(TRAINING.loss, 10);
  let state = initialState(kernels, model, optimizer, streams, () => {
    throw new Error('nothing of the probe is measured');
  });
  const input = { kernels, model, optimizer, images, loss, gather, streams, training: TRAINING };
  for (let step = 0; step < STEPS; step += 1) {
    const start = step * TRAINING.batchSize;
    const samples = Uint32Array.from({ length: TRAINING.batchSize }, (_, i) => start + i);
    const next = trainStep(input, state, samples, TRAINING.optimizer.learningRate).state;
    disposeState(state);
    state = next;
  }
  const bytes = encodeState(kernels, model, optimizer, state);
  disposeState(state);
  return bytes;
}

/** Digest of exp and log of 4,096 numbers: the loss is computed with them, in Node's own code. */
export function probeHostMath(): string {
  const generator = new MersenneTwister(1);
  const values = new Float64Array(8192);
  for (let i = 0; i < values.length; i += 2) {
    const unit = generator.nextUint32() / 0x1_0000_0000;
    values[i] = Math.exp(-30 * unit);
    values[i + 1] = Math.log(1 + 9 * unit);
  }
  return createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
}

function noise(count: number): Images {
  const generator = new MersenneTwister(0);
  const bytes = (length: number, range: number): Uint8Array =>
    Uint8Array.from({ length }, () => generator.nextUint32() % range);
  return { count, shape: [28, 28, 1], pixels: bytes(count * 784, 256), labels: bytes(count, 10) };
}
