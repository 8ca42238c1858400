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

/** Models whose kernels libraries choose by other rules, and for how many steps they are trained. */
const FAMILIES = {
  dense: {
    steps: 5,
    momentum: 0,
    layers: [
      { type: 'flatten' },
      { type: 'dense', units: 512 },
      { type: 'activation', activation: 'relu' },
      { type: 'dense', units: 10 },
    ],
  },
  convolution: {
    steps: 1,
    momentum: 0.9, // its slots keep the gradients themselves, to the last bit
    layers: [
      { type: 'conv2d', filters: 16, kernelSize: 3, stride: 1, padding: 1 },
      { type: 'activation', activation: 'relu' },
      { type: 'maxPool2d', poolSize: 2, padding: 0 },
      { type: 'conv2d', filters: 32, kernelSize: 3, stride: 1, padding: 1 },
      { type: 'averagePool2d', poolSize: 2, padding: 0 },
      { type: 'flatten' },
      { type: 'dense', units: 10 },
    ],
  },
} as const satisfies Record<
  string,
  Pick<TrainingSpec, 'layers'> & Readonly<Record<'steps' | 'momentum', number>>
>;

export const PROBE_FAMILIES = Object.keys(FAMILIES) as readonly (keyof typeof FAMILIES)[];

const TRAINING = {
  batchSize: 128,
  optimizer: { type: 'sgd', learningRate: 0.15, momentum: 0, nesterov: false, weightDecay: 0 },
  loss: { type: 'crossEntropy', labelSmoothing: 0 },
  randomness: 'torch',
} as const satisfies Omit<TrainingSpec, 'layers'>;

/**
 * The state after a few steps of a fixed model on made-up images of MNIST's shape. Full size, because
 * libraries choose their way to multiply by the matrices' size.
 */
export function probeTraining(
  kernels: Kernels,
  family: keyof typeof FAMILIES,
): Uint8Array<ArrayBuffer> {
  const { layers, steps, momentum } = FAMILIES[family];
  const images = noise(steps * TRAINING.batchSize);
  const model = createModel(layers, images.shape);
  const optimizer = createOptimizer({ ...TRAINING.optimizer, momentum });
  const parameters = model.parameters.map(({ random }) => random);
  const streams = createStreams({ randomness: 'torch', seed: 0, total: images.count, parameters });
  const gather = createGather(images, TRAINING.batchSize);
  const loss = createLoss(TRAINING.loss, 10);
  let state = initialState(kernels, model, optimizer, streams, () => {
    throw new Error('nothing of the probe is measured');
  });
  const input = { kernels, model, optimizer, images, loss, gather, streams, training: TRAINING };
  for (let step = 0; step < steps; step += 1) {
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
