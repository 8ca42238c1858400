import { evaluate } from '../../engine/evaluate.ts';
import { createLoss } from '../../engine/losses/create.ts';
import type { Labels } from '../../engine/losses/loss.ts';
import { disposeState } from '../../engine/state.ts';
import { readLoss } from '../../study/losses.ts';
import type { Predictions, TestMetrics } from '../../study/results.ts';
import { describeOnBackends } from './backends.ts';
import { tiny, tinyImages, tinyTraining } from './tiny.ts';

const CLASSES = 5;
const UNEQUAL = { crossEntropy: { labelSmoothing: 0.1, classWeights: [1, 2, 0.5, 4, 1] } };

/** More samples than one batch of an evaluation holds, which is 500: each image seven times. */
const SAMPLES = Uint32Array.from({ length: 700 }, (_, i) => i % 100);

function meanOf({ loss }: Predictions): number {
  return loss.reduce((sum, each) => sum + each, 0) / loss.length;
}

describeOnBackends('what a model answers of each sample', (backend) => {
  async function evaluated(
    loss: Parameters<typeof readLoss>[0],
    labels: Labels,
    outputs: number,
  ): Promise<{ metrics: TestMetrics; predictions: Predictions }> {
    const { kernels } = backend();
    const plain = tinyTraining('relu');
    const layers = [...plain.layers.slice(0, -1), { type: 'dense', units: outputs } as const];
    const training = { ...plain, layers, loss: readLoss(loss) };
    const problem = tiny(backend(), training);
    const images = { ...tinyImages(), labels };
    const found = await evaluate({ ...problem, kernels, images, samples: SAMPLES });
    disposeState(problem.state);
    return found;
  }

  test.each([
    ['cross-entropy', 'crossEntropy', (label: number) => label, CLASSES],
    ['cross-entropy with smoothed labels and weights', UNEQUAL, (label: number) => label, CLASSES],
    ['binary cross-entropy', 'binaryCrossEntropy', (label: number) => label % 2, 1],
  ])('is a class and a loss that the test’s are made of: %s', async (_, loss, label, outputs) => {
    const labels = Uint8Array.from(tinyImages().labels, label);
    const { metrics, predictions } = await evaluated(loss, labels, outputs);
    const { prediction } = predictions;
    expect(prediction).toBeInstanceOf(Int32Array);
    expect([prediction.length, predictions.loss.length]).toEqual([700, 700]);
    const right = prediction.filter((answer, i) => answer === labels[SAMPLES[i]!]);
    expect(right.length / 700).toBe(metrics.accuracy);
    expect(Math.abs(meanOf(predictions) / metrics.loss - 1)).toBeLessThan(1e-6);
  });

  test('is the outputs where numbers are predicted', async () => {
    const labels = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i));
    const { metrics, predictions } = await evaluated('meanSquaredError', labels, 2);
    const { loss, prediction } = predictions;
    expect(prediction).toBeInstanceOf(Float32Array);
    expect([prediction.length, loss.length]).toEqual([1400, 700]);
    const errors = [...prediction].map((answer, i) => answer - labels[i % 200]!);
    const mae = errors.reduce((sum, error) => sum + Math.abs(error), 0) / 1400;
    expect(mae).toBeCloseTo(metrics.mae!, 6);
    for (const [i, each] of loss.entries()) {
      expect(each).toBeCloseTo((errors[2 * i]! ** 2 + errors[2 * i + 1]! ** 2) / 2, 4);
    }
    expect(Math.abs(meanOf(predictions) / metrics.loss - 1)).toBeLessThan(1e-6);
  });
});

test.each([
  ['crossEntropy', CLASSES, false],
  [UNEQUAL, CLASSES, false],
  ['binaryCrossEntropy', 1, false],
  ['meanSquaredError', 3, true],
] as const)('a batch’s losses are those of its samples alone: %j', (spec, outputs, isNumbers) => {
  const loss = createLoss(readLoss(spec), outputs);
  const logits = Float32Array.from({ length: 4 * outputs }, (_, i) => Math.sin(3 * i) * 4);
  const labels = isNumbers
    ? Float32Array.from(logits, (logit) => Math.round(logit))
    : Uint8Array.of(0, 1, 1, 0);
  const perSample = isNumbers ? outputs : 1;
  const measured = loss.measure(logits, labels, null);
  const alone = [0, 1, 2, 3].map((i) =>
    loss.measure(
      logits.subarray(i * outputs, (i + 1) * outputs),
      labels.subarray(i * perSample, (i + 1) * perSample),
      null,
    ),
  );
  expect([...measured.losses]).toEqual(alone.map(({ sum }) => expect.closeTo(sum, 12)));
  expect(measured.predictions && [...measured.predictions]).toEqual(
    isNumbers ? null : alone.map(({ predictions }) => predictions![0]),
  );
});
