import type { Metrics } from '../study/results.ts';
import type { TrainingSpec } from '../study/spec.ts';
import { createGather } from './images.ts';
import type { Images } from './images.ts';
import type { Kernels } from './kernels/kernels.ts';
import { createLoss } from './losses/create.ts';
import type { Model } from './model.ts';
import type { Progress } from './protocol.ts';
import type { TrainingState } from './state.ts';

export interface EvaluateInput {
  readonly kernels: Kernels;
  readonly model: Model;
  readonly training: TrainingSpec;
  readonly images: Images;
  readonly samples: Uint32Array;
  readonly state: TrainingState;
  readonly onBatch?: (progress: Progress) => Promise<void> | void;
}

// Not the spec's batchSize: an evaluation is the same whatever the training's batches were. Small
// enough for 32-bit WebAssembly, large enough to keep the operations' overhead away.
const BATCH = 500;

/** Loss and accuracy as means over samples, the loss's weighted if it has weights. */
export async function evaluate(input: EvaluateInput): Promise<Metrics> {
  const { kernels, model, images, samples, state } = input;
  const gather = createGather(images, BATCH);
  const loss = createLoss(input.training.loss);
  const batches = Math.ceil(samples.length / BATCH);
  let sum = 0;
  let weight = 0;
  let correct = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const chosen = samples.subarray(batch * BATCH, (batch + 1) * BATCH);
    const { values, labels } = gather(chosen);
    const logits = kernels.tidy(() => {
      const x = kernels.upload(values, [labels.length, ...images.shape]);
      return model.forward(kernels, x, state, null).logits;
    });
    const result = loss.measure(kernels.download(logits), labels, null);
    logits.dispose();
    sum += result.sum;
    weight += loss.weightOf(images.labels, chosen);
    correct += result.correct;
    await input.onBatch?.({ batch: batch + 1, batches, loss: sum / weight });
  }
  return { loss: sum / weight, accuracy: correct / samples.length };
}
