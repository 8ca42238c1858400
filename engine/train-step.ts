import type { Tensor } from '@tensorflow/tfjs-core';

import type { TrainingSpec } from '../study/spec.ts';
import type { Augment } from './augment.ts';
import { clipGradients } from './gradient-clipping.ts';
import type { Gather, Images } from './images.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { EngineLoss } from './losses/loss.ts';
import type { Model, ModelTensors } from './model.ts';
import type { EngineOptimizer } from './optimizers/optimizer.ts';
import type { TrainingState } from './state.ts';
import type { Streams } from './streams.ts';

export interface StepInput {
  readonly kernels: Kernels;
  readonly model: Model;
  readonly optimizer: EngineOptimizer;
  readonly loss: EngineLoss;
  readonly images: Pick<Images, 'shape' | 'labels'>;
  readonly gather: Gather;
  /** What changes the samples before the model sees them. None: nothing. */
  readonly augment?: Augment;
  readonly streams: Pick<Streams, 'noise' | 'augment'>;
  readonly training: Pick<TrainingSpec, 'batchSize' | 'gradientClipping'>;
}

export interface StepOutput {
  /** New tensors; those of the state before are left as they are. */
  readonly state: TrainingState;
  /** Mean over the samples, before the weights changed. */
  readonly loss: number;
  /** Sum over the samples of the loss's metric. */
  readonly score: number;
}

/** One optimizer step on these samples, of which `batchSize` are computed at once. */
export function trainStep(
  input: StepInput,
  state: TrainingState,
  samples: Uint32Array,
  learningRate: number,
): StepOutput {
  const { kernels, optimizer, loss, images } = input;
  const { gradientClipping } = input.training;
  const step = state.steps + 1;
  const weight = loss.weightOf(images.labels, samples);
  const isFolded = optimizer.isProportional && gradientClipping === undefined;
  const scale = (isFolded ? learningRate : 1) / weight;
  const rate = isFolded ? 1 : learningRate;
  const penaltyScale = isFolded ? learningRate : 1;
  let measured = { sum: NaN, score: 0 };
  const tensors = kernels.tidy(() => {
    const pass = accumulate(input, state, samples, { scale, penaltyScale, step });
    measured = pass;
    const gradients =
      gradientClipping === undefined
        ? pass.gradients
        : clipGradients(kernels, pass.gradients, gradientClipping);
    const updates = state.parameters.flatMap((parameter, index): readonly Tensor[] => {
      const gradient = gradients[index]!;
      const slots = state.slots[index]!;
      const update = { parameter, gradient, slots, step, learningRate: rate };
      const updated = kernels.tidy(() => {
        const next = optimizer.update(kernels, update);
        return [next.parameter, ...next.slots];
      });
      // At once, not at the scope's end: the next update takes the memory while it is in the cache.
      gradient.dispose();
      return updated;
    });
    return [
      ...updates,
      ...pass.buffers.map((buffer, i) => own(kernels, buffer, state.buffers[i]!)),
    ];
  });
  const width = 1 + optimizer.slots.length;
  const parameters = state.parameters.map((_, index) => tensors[index * width]!);
  const slots = state.slots.map((_, index) =>
    tensors.slice(index * width + 1, (index + 1) * width),
  );
  const buffers = tensors.slice(state.parameters.length * width);
  return {
    loss: measured.sum / weight,
    score: measured.score,
    state: { steps: step, parameters, slots, buffers },
  };
}

interface StepScales {
  /** Factor on the sum of the losses, and on the penalties, whose gradients are taken. */
  readonly scale: number;
  readonly penaltyScale: number;
  /** Of the optimizer, from 1. */
  readonly step: number;
}

interface PartOutput {
  /** Of the scaled sum of the losses. */
  readonly gradients: readonly Tensor[];
  /** The model's, after this part. */
  readonly buffers: readonly Tensor[];
  /** Of the losses. */
  readonly sum: number;
  readonly score: number;
}

/** Forward and backward over all samples of a step, in parts; the gradients are summed. */
function accumulate(
  input: StepInput,
  state: TrainingState,
  samples: Uint32Array,
  { scale, penaltyScale, step }: StepScales,
): PartOutput {
  const { kernels, training } = input;
  const { batchSize } = training;
  const first = samples.subarray(0, batchSize);
  let all = backpropagate(input, state, first, { scale, penaltyScale, step, part: 0 });
  for (let part = 1; part * batchSize < samples.length; part += 1) {
    const chosen = samples.subarray(part * batchSize, (part + 1) * batchSize);
    const tensors = { parameters: state.parameters, buffers: all.buffers };
    // The penalties count once a step, whatever it is cut into.
    const next = backpropagate(input, tensors, chosen, { scale, penaltyScale: 0, step, part });
    const gradients = all.gradients.map((gradient, i) => {
      const sum = kernels.tf.add(gradient, next.gradients[i]!);
      gradient.dispose();
      next.gradients[i]!.dispose();
      return sum;
    });
    const [sum, score] = [all.sum + next.sum, all.score + next.score];
    all = { gradients, buffers: next.buffers, sum, score };
  }
  return all;
}

/** Forward and backward over samples that are computed at once. */
function backpropagate(
  { kernels, model, loss, images, gather, augment, streams }: StepInput,
  tensors: ModelTensors,
  samples: Uint32Array,
  { scale, penaltyScale, step, part }: StepScales & { readonly part: number },
): PartOutput {
  const { values, labels } = gather(samples);
  augment?.(values, (kind) => streams.augment(step, part, kind));
  let measured = { sum: NaN, score: 0 };
  const made = kernels.tidy(() => {
    const x = kernels.upload(values, [samples.length, ...images.shape]);
    const pass = model.forward(kernels, x, tensors, streams.noise(step, part));
    const result = loss.measure(kernels.download(pass.logits), labels, scale);
    measured = result;
    const logitsGradient = kernels.upload(result.gradient!, pass.logits.shape);
    const gradients = pass.backward(logitsGradient, penaltyScale);
    return [...gradients, ...pass.buffers];
  });
  const count = model.parameters.length;
  return { ...measured, gradients: made.slice(0, count), buffers: made.slice(count) };
}

/** A tensor of the next state; one that stayed as it was is still the state's before. */
function own(kernels: Kernels, next: Tensor, before: Tensor): Tensor {
  return next === before ? kernels.reshape(next, next.shape) : next;
}
