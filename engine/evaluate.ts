import type { Predictions, TestMetrics } from '../study/results.ts';
import { sizeOf } from '../study/shapes.ts';
import type { Metric, TrainingSpec } from '../study/spec.ts';
import { createGather } from './images.ts';
import type { Images } from './images.ts';
import type { Kernels } from './kernels/kernels.ts';
import { createLoss } from './losses/create.ts';
import type { Model } from './model.ts';
import { MoreMetrics } from './more-metrics.ts';
import type { Progress } from './protocol.ts';
import type { TrainingState } from './state.ts';

export interface EvaluateInput {
  readonly kernels: Kernels;
  readonly model: Model;
  readonly training: TrainingSpec;
  readonly images: Images;
  readonly samples: Uint32Array;
  /** What is measured besides the loss and its own metric. Default: nothing. */
  readonly metrics?: readonly Metric[];
  readonly state: TrainingState;
  readonly onBatch?: (progress: Progress) => Promise<void> | void;
}

export interface Evaluation {
  readonly metrics: TestMetrics;
  readonly predictions: Predictions;
}

// Not the spec's batchSize: an evaluation is the same whatever the training's batches were. Small
// enough for 32-bit WebAssembly, large enough to keep the operations' overhead away.
const BATCH = 500;

/**
 * Loss, its metric and what else is asked for, over all samples, and what each of them is taken for.
 * The loss is weighted if it has weights.
 */
export async function evaluate(input: EvaluateInput): Promise<Evaluation> {
  const { kernels, model, images, samples, state } = input;
  const gather = createGather(images, BATCH);
  const outputs = sizeOf(model.outputShape);
  const loss = createLoss(input.training.loss, outputs);
  const more = new MoreMetrics(input.metrics ?? [], outputs);
  const losses = new Float64Array(samples.length);
  const answers =
    loss.metric === 'mae'
      ? new Float32Array(samples.length * outputs)
      : new Int32Array(samples.length);
  const batches = Math.ceil(samples.length / BATCH);
  let sum = 0;
  let weight = 0;
  let score = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const chosen = samples.subarray(batch * BATCH, (batch + 1) * BATCH);
    const { values, labels } = gather(chosen);
    const logits = kernels.tidy(() => {
      const x = kernels.upload(values, [chosen.length, ...images.shape]);
      return model.forward(kernels, x, state, null).logits;
    });
    const given = kernels.download(logits);
    logits.dispose();
    const result = loss.measure(given, labels, null);
    more.add(given, labels);
    losses.set(result.losses, batch * BATCH);
    if (result.predictions === null) answers.set(given, batch * BATCH * outputs);
    else answers.set(result.predictions, batch * BATCH);
    sum += result.sum;
    weight += loss.weightOf(images.labels, chosen);
    score += result.score;
    await input.onBatch?.({ batch: batch + 1, batches, loss: sum / weight });
  }
  const mean = sum / weight;
  // Weighted ones too have the mean that the test tells.
  const shares = Float32Array.from(losses, (each) => (each * samples.length) / weight);
  return {
    metrics: { loss: mean, [loss.metric]: score / samples.length, ...more.result(mean) },
    predictions: { loss: shares, prediction: answers },
  };
}
