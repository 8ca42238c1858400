import type { Tensor } from '@tensorflow/tfjs-core';

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
  readonly streams: Pick<Streams, 'noise'>;
}

export interface StepOutput {
  /** New tensors; those of the state before are left as they are. */
  readonly state: TrainingState;
  /** Mean over the samples, before the weights changed. */
  readonly loss: number;
  readonly correct: number;
}

/** One optimizer step on these samples. */
export function trainStep(
  input: StepInput,
  state: TrainingState,
  samples: Uint32Array,
  learningRate: number,
): StepOutput {
  const { kernels, optimizer, loss, images } = input;
  const step = state.steps + 1;
  const weight = loss.weightOf(images.labels, samples);
  const isFolded = optimizer.isProportional;
  const scale = (isFolded ? learningRate : 1) / weight;
  let measured = { sum: NaN, correct: 0 };
  const tensors = kernels.tidy(() => {
    const pass = backpropagate(input, state, samples, { scale, step, part: 0 });
    measured = pass;
    const updates = state.parameters.flatMap((parameter, index): readonly Tensor[] => {
      const gradient = pass.gradients[index]!;
      const slots = state.slots[index]!;
      const rate = isFolded ? 1 : learningRate;
      const updated = kernels.tidy(() => {
        const next = optimizer.update(kernels, {
          parameter,
          gradient,
          slots,
          step,
          learningRate: rate,
        });
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
    correct: measured.correct,
    state: { steps: step, parameters, slots, buffers },
  };
}

interface PartOutput {
  /** Of the scaled sum of the losses. */
  readonly gradients: readonly Tensor[];
  /** The model's, after this part. */
  readonly buffers: readonly Tensor[];
  /** Of the losses. */
  readonly sum: number;
  readonly correct: number;
}

/** Forward and backward over samples that are computed at once. */
function backpropagate(
  { kernels, model, loss, images, gather, streams }: StepInput,
  tensors: ModelTensors,
  samples: Uint32Array,
  { scale, step, part }: { readonly scale: number; readonly step: number; readonly part: number },
): PartOutput {
  const { values, labels } = gather(samples);
  let measured = { sum: NaN, correct: 0 };
  const made = kernels.tidy(() => {
    const x = kernels.upload(values, [labels.length, ...images.shape]);
    const pass = model.forward(kernels, x, tensors, streams.noise(step, part));
    const result = loss.measure(kernels.download(pass.logits), labels, scale);
    measured = result;
    const gradients = pass.backward(kernels.upload(result.gradient!, pass.logits.shape));
    return [...gradients, ...pass.buffers];
  });
  const count = model.parameters.length;
  return { ...measured, gradients: made.slice(0, count), buffers: made.slice(count) };
}

/** A tensor of the next state; one that stayed as it was is still the state's before. */
function own(kernels: Kernels, next: Tensor, before: Tensor): Tensor {
  return next === before ? kernels.reshape(next, next.shape) : next;
}
