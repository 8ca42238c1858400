import type { Tensor } from '@tensorflow/tfjs-core';

import type { Batch, Images } from './images.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { EngineLoss } from './losses/loss.ts';
import type { Model } from './model.ts';
import type { EngineOptimizer } from './optimizers/optimizer.ts';
import type { TrainingState } from './state.ts';
import type { Streams } from './streams.ts';

export interface StepInput {
  readonly kernels: Kernels;
  readonly model: Model;
  readonly optimizer: EngineOptimizer;
  readonly loss: EngineLoss;
  readonly images: Pick<Images, 'shape'>;
  readonly streams: Pick<Streams, 'noise'>;
}

export interface StepOutput {
  /** New tensors; those of the state before are left as they are. */
  readonly state: TrainingState;
  /** Sum over the batch, before the weights changed. */
  readonly lossSum: number;
  readonly correct: number;
}

/** One optimizer step on one batch. */
export function trainStep(input: StepInput, state: TrainingState, batch: Batch): StepOutput {
  const { kernels, model, optimizer, loss, images, streams } = input;
  const { values, labels } = batch;
  const step = state.steps + 1;
  let lossSum = NaN;
  let correct = 0;
  const tensors = kernels.tidy(() => {
    const x = kernels.upload(values, [labels.length, ...images.shape]);
    const pass = model.forward(kernels, x, state, streams.noise(step, 0));
    const result = loss(kernels.download(pass.logits), labels, optimizer.gradientScale, true);
    lossSum = result.sum;
    correct = result.correct;
    const logitsGradient = kernels.upload(result.gradient!, pass.logits.shape);
    const gradients = pass.backward(logitsGradient, optimizer.gradientScale);
    const updates = state.parameters.flatMap((parameter, index): readonly Tensor[] => {
      const gradient = gradients[index]!;
      const slots = state.slots[index]!;
      const updated = optimizer.update(kernels, { parameter, gradient, slots, step });
      // At once, not at the scope's end: the next update takes the memory while it is in the cache.
      gradient.dispose();
      return [updated.parameter, ...updated.slots];
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
  return { lossSum, correct, state: { steps: step, parameters, slots, buffers } };
}

/** A tensor of the next state; one that stayed as it was is still the state's before. */
function own(kernels: Kernels, next: Tensor, before: Tensor): Tensor {
  return next === before ? kernels.reshape(next, next.shape) : next;
}
