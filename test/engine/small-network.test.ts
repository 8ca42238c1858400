import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { sizeOf } from '../../study/shapes.ts';
import { evaluate } from '../../engine/evaluate.ts';
import { createGather } from '../../engine/images.ts';
import type { Images } from '../../engine/images.ts';
import { createLoss } from '../../engine/losses/create.ts';
import { createModel } from '../../engine/model.ts';
import { createOptimizer } from '../../engine/optimizers/create.ts';
import { disposeState, initialState } from '../../engine/state.ts';
import { createStreams } from '../../engine/streams.ts';
import type { Streams } from '../../engine/streams.ts';
import { trainStep } from '../../engine/train-step.ts';
import { readLayer } from '../../study/layers.ts';
import { readLoss } from '../../study/losses.ts';
import { readOptimizer } from '../../study/optimizers.ts';
import type { TrainingSpec } from '../../study/spec.ts';
import { describeOnBackends } from './backends.ts';
import { NOTHING_MEASURED } from './tiny.ts';

interface Reference {
  readonly layers: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly size: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly pixels: readonly number[];
  readonly labels: readonly number[];
  readonly losses: readonly number[];
  readonly evaluated: number;
  readonly initial: readonly { readonly values: readonly number[] }[];
}

const reference = JSON.parse(
  readFileSync(join(__dirname, '../reference/small-network.json'), 'utf8'),
) as Reference;

describeOnBackends('a small network of many layers', (backend) => {
  test('loses what it loses in PyTorch over 20 steps, and leaves no tensor', async () => {
    const { kernels, tf } = backend();
    const before = tf.memory().numTensors;
    const { size, batch, labels, losses, learningRate } = reference;
    const count = labels.length;
    const images: Images = {
      count,
      shape: [size, size, 1],
      pixels: Uint8Array.from(reference.pixels),
      labels: Uint8Array.from(labels),
    };
    const training: TrainingSpec = {
      layers: reference.layers.map(readLayer),
      batchSize: batch,
      optimizer: readOptimizer({ sgd: { learningRate } }),
      loss: readLoss('crossEntropy'),
      randomness: 'paired',
    };
    const model = createModel(training.layers, images.shape);
    const optimizer = createOptimizer(training.optimizer);
    const loss = createLoss(training.loss, sizeOf(model.outputShape));
    const random = model.parameters.map((parameter) => parameter.random);
    const streams: Streams = {
      ...createStreams({ randomness: 'paired', seed: 0, total: count, parameters: random }),
      parameter: (index) => Float32Array.from(reference.initial[index]!.values),
    };
    const gather = createGather(images, batch);
    let state = initialState(kernels, model, optimizer, streams, NOTHING_MEASURED);
    const own = losses.map((_loss, step) => {
      const chosen = Uint32Array.from({ length: batch }, (_, i) => (5 * step + i) % count);
      const input = { kernels, model, optimizer, loss, images, gather, streams, training };
      const { state: next, loss: mean } = trainStep(input, state, chosen, learningRate);
      disposeState(state);
      state = next;
      return mean;
    });
    const samples = Uint32Array.from({ length: count }, (_, i) => i);
    const { metrics: evaluated } = await evaluate({
      ...{ kernels, model, training, images, samples, state },
    });
    for (const [step, value] of losses.entries()) {
      expect(Math.abs(own[step]! - value)).toBeLessThan(1e-3);
    }
    expect(Math.abs(evaluated.loss - reference.evaluated)).toBeLessThan(1e-3);
    disposeState(state);
    expect(tf.memory().numTensors).toBe(before);
  });
});
