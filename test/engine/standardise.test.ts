import { decodeSafetensors } from '../../store/safetensors.ts';
import { inputStatistics } from '../../engine/input-statistics.ts';
import { createModel } from '../../engine/model.ts';
import { createOptimizer } from '../../engine/optimizers/create.ts';
import { disposeState, encodeState, initialState } from '../../engine/state.ts';
import { createStreams } from '../../engine/streams.ts';
import { readOptimizer } from '../../study/optimizers.ts';
import { describeOnBackends } from './backends.ts';

/** Three numbers a sample: 1, 2, …, 6; ten times that; always 5. */
const SAMPLES = {
  count: 6,
  shape: [3],
  pixels: Float32Array.from([1, 2, 3, 4, 5, 6].flatMap((i) => [i, 10 * i, 5])),
  labels: new Uint8Array(6),
};

test('mean and deviation are those of the training samples alone, 1 where nothing varies', () => {
  const { trainingMean, trainingDeviation } = inputStatistics(SAMPLES, Uint32Array.of(1, 3));
  expect([...trainingMean]).toEqual([3, 30, 5]); // of 2 and 4
  expect([...trainingDeviation]).toEqual([1, 10, 1]);
});

test('minimum and range are those of the training samples alone, 1 where nothing varies', () => {
  const { trainingMinimum, trainingRange } = inputStatistics(SAMPLES, Uint32Array.of(1, 3, 4));
  expect([...trainingMinimum]).toEqual([2, 20, 5]); // of 2, 4 and 5
  expect([...trainingRange]).toEqual([3, 30, 1]);
});

test('images are measured per channel', () => {
  const pixels = Uint8Array.from([0, 255, 255, 255, 0, 255, 255, 255]); // 2 images, 1 × 2, 2 channels
  const images = { count: 2, shape: [1, 2, 2], pixels, labels: new Uint8Array(2) };
  const { trainingMean, trainingDeviation } = inputStatistics(images, Uint32Array.of(0, 1));
  expect([...trainingMean]).toEqual([0.5, 1]);
  expect([...trainingDeviation]).toEqual([0.5, 1]);
});

describeOnBackends('standardised inputs', (backend) => {
  test('are computed with what every state holds', () => {
    const { kernels } = backend();
    const model = createModel([{ type: 'standardise' }, { type: 'dense', units: 2 }], [3]);
    const optimizer = createOptimizer(readOptimizer({ sgd: { learningRate: 0.1 } }));
    const parameters = model.parameters.map(({ random }) => random);
    const streams = createStreams({ randomness: 'paired', seed: 0, total: 6, parameters });
    const all = Uint32Array.from({ length: 6 }, (_, i) => i);
    const state = initialState(kernels, model, optimizer, streams, () =>
      inputStatistics(SAMPLES, all),
    );
    const { tensors } = decodeSafetensors(encodeState(kernels, model, optimizer, state));
    expect([...tensors.get('0.mean')!.values]).toEqual([3.5, 35, 5]);
    const deviation = Math.sqrt(35 / 12); // of 1 to 6
    expect(tensors.get('0.deviation')!.values[0]).toBeCloseTo(deviation, 6);

    const { kernel, bias } = {
      kernel: tensors.get('1.kernel')!.values,
      bias: tensors.get('1.bias')!.values,
    };
    const logits = kernels.tidy(() => {
      const x = kernels.upload(SAMPLES.pixels, [6, 3]);
      return model.forward(kernels, x, state, null).logits;
    });
    const z = (6 - 3.5) / deviation; // the last sample's first and second number; its third is 0
    const expected = [0, 1].map((unit) => z * kernel[unit]! + z * kernel[2 + unit]! + bias[unit]!);
    const got = [...kernels.download(logits).slice(10)];
    for (const [unit, value] of expected.entries()) expect(got[unit]).toBeCloseTo(value, 5);
    logits.dispose();
    disposeState(state);
  });

  test('are brought to 0 to 1 where the spec says so, as far as training samples are', () => {
    const { kernels } = backend();
    const model = createModel([{ type: 'scale' }], [3]);
    const optimizer = createOptimizer(readOptimizer({ sgd: { learningRate: 0.1 } }));
    const streams = createStreams({ randomness: 'paired', seed: 0, total: 6, parameters: [] });
    const state = initialState(kernels, model, optimizer, streams, () =>
      inputStatistics(SAMPLES, Uint32Array.of(0, 2, 4)),
    );
    const { tensors } = decodeSafetensors(encodeState(kernels, model, optimizer, state));
    expect([...tensors.get('0.minimum')!.values]).toEqual([1, 10, 5]);
    expect([...tensors.get('0.range')!.values]).toEqual([4, 40, 1]);
    const scaled = kernels.tidy(() => {
      const x = kernels.upload(SAMPLES.pixels, [6, 3]);
      return model.forward(kernels, x, state, null).logits;
    });
    const rows = Array.from({ length: 6 }, (_, i) => [
      ...kernels.download(scaled).slice(3 * i, 3 * i + 3),
    ]);
    // 1 to 5 become 0 to 1; 6, which is not trained on, lies outside; what never varies is 0.
    expect(rows).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25].map((value) => [value, value, 0]));
    scaled.dispose();
    disposeState(state);
  });
});
