import { trainEpoch } from '../../engine/epoch.ts';
import { evaluate } from '../../engine/evaluate.ts';
import { decodeState, disposeState, encodeState } from '../../engine/state.ts';
import type { Progress } from '../../engine/protocol.ts';
import { describeOnBackends } from './backends.ts';
import { tiny, tinyTraining } from './tiny.ts';

describeOnBackends('an epoch', (backend) => {
  test('counts every sample once, the smaller last batch too', async () => {
    const { kernels } = backend();
    const problem = tiny(backend(), tinyTraining('relu', 0));
    const seen: Progress[] = [];
    const onBatch = (progress: Progress): void => void seen.push(progress);
    const output = await trainEpoch({ ...problem, kernels, epoch: 1, onBatch });
    // With a learning rate of 0 the epoch measures the same weights as an evaluation does.
    const { metrics } = await evaluate({ ...problem, kernels });
    expect(output.metrics.accuracy).toBe(metrics.accuracy);
    expect(seen.map(({ batch, batches }) => [batch, batches])).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
    expect(output.state.steps).toBe(4);
    disposeState(output.state);
    disposeState(problem.state);
  });

  test('has the mean of the batch means as its loss', async () => {
    const { kernels } = backend();
    const problem = tiny(backend(), tinyTraining('relu', 0));
    const { metrics, state } = await trainEpoch({ ...problem, kernels, epoch: 1 });
    const means = [];
    for (let start = 0; start < 100; start += 32) {
      const samples = problem.samples.subarray(start, start + 32); // 32, 32, 32 and 4
      means.push((await evaluate({ ...problem, kernels, samples })).metrics.loss);
    }
    const mean = means.reduce((sum, value) => sum + value, 0) / 4;
    expect(metrics.loss).toBeCloseTo(mean, 6);
    disposeState(state);
    disposeState(problem.state);
  });

  test('gives the same bytes each time, from warm tensors and from a file', async () => {
    const { kernels } = backend();
    const problem = tiny(backend(), tinyTraining('relu'));
    const { model, optimizer } = problem;
    const first = await trainEpoch({ ...problem, kernels, epoch: 1 });
    const bytes = encodeState(kernels, model, optimizer, first.state);
    const cold = decodeState(kernels, model, optimizer, bytes);
    const fromWarm = await trainEpoch({ ...problem, kernels, epoch: 2, state: first.state });
    const fromCold = await trainEpoch({ ...problem, kernels, epoch: 2, state: cold });
    const encode = (output: typeof first) => encodeState(kernels, model, optimizer, output.state);
    expect(Buffer.compare(encode(fromCold), encode(fromWarm))).toBe(0);
    expect(Buffer.compare(encode(fromWarm), bytes)).not.toBe(0);
    for (const { state } of [first, fromWarm, fromCold]) disposeState(state);
    disposeState(cold);
    disposeState(problem.state);
  });

  test('leaves no tensor behind but the states', async () => {
    const { kernels, tf } = backend();
    const before = tf.memory().numTensors;
    const problem = tiny(backend(), tinyTraining('relu'));
    const output = await trainEpoch({ ...problem, kernels, epoch: 1 });
    await evaluate({ ...problem, kernels, state: output.state });
    const stopped = trainEpoch({
      ...problem,
      kernels,
      epoch: 1,
      onBatch: ({ batch }) => (batch === 2 ? Promise.reject(new Error('enough')) : undefined),
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before + 8);
    disposeState(output.state);
    disposeState(problem.state);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('lowers the loss', async () => {
    const { kernels } = backend();
    const problem = tiny(backend(), tinyTraining('relu'));
    const { metrics: before } = await evaluate({ ...problem, kernels });
    const { state } = await trainEpoch({ ...problem, kernels, epoch: 1 });
    const { metrics: after } = await evaluate({ ...problem, kernels, state });
    expect(after.loss).toBeLessThan(before.loss);
    disposeState(state);
    disposeState(problem.state);
  });
});

describeOnBackends('a diverging epoch', (backend) => {
  test('ends at the batch whose loss is not finite, with the weights before it', async () => {
    const { kernels, tf } = backend();
    const before = tf.memory().numTensors;
    const problem = tiny(backend(), tinyTraining('relu', 1e25));
    const { model, optimizer } = problem;
    const { diverged, state, metrics } = await trainEpoch({ ...problem, kernels, epoch: 3 });
    expect(diverged).toMatchObject({ epoch: 3 });
    const batchesBefore = diverged!.step - 1;
    expect(batchesBefore).toBeGreaterThanOrEqual(1);
    expect(Number.isFinite(metrics.loss)).toBe(true);
    expect(state.steps).toBe(batchesBefore);
    const samples = problem.samples.subarray(0, batchesBefore * 32);
    const replayed = await trainEpoch({ ...problem, kernels, epoch: 3, samples });
    expect(replayed.diverged).toBeUndefined();
    const encode = (of: typeof state) => Buffer.from(encodeState(kernels, model, optimizer, of));
    expect(encode(state).equals(encode(replayed.state))).toBe(true);
    for (const each of [state, replayed.state, problem.state]) disposeState(each);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('ends at the batch that overflows the weights, though its loss was finite', async () => {
    const { kernels, tf } = backend();
    const before = tf.memory().numTensors;
    const problem = tiny(backend(), tinyTraining('linear', 1e45));
    const { diverged, state, metrics } = await trainEpoch({ ...problem, kernels, epoch: 1 });
    expect(diverged).toMatchObject({ epoch: 1, step: 1 });
    const samples = problem.samples.subarray(0, 32);
    const { metrics: first } = await evaluate({ ...problem, kernels, samples });
    expect(diverged!.lastLoss).toBeCloseTo(first.loss, 6);
    expect(metrics).toEqual({ loss: 0, accuracy: 0 });
    expect(state.steps).toBe(0);
    for (const each of [state, problem.state]) disposeState(each);
    expect(tf.memory().numTensors).toBe(before);
  });
});
