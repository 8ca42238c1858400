import { evaluate } from '../../engine/evaluate.ts';
import type { Images } from '../../engine/images.ts';
import { createLoss } from '../../engine/losses/create.ts';
import { MoreMetrics } from '../../engine/more-metrics.ts';
import { disposeState } from '../../engine/state.ts';
import { readLoss } from '../../study/losses.ts';
import { readMetrics } from '../../study/metric-kinds.ts';
import type { Loss } from '../../study/spec.ts';
import { describeOnBackends } from './backends.ts';
import { metricsReference } from './reference.ts';
import { tiny, tinyImages, tinyTraining } from './tiny.ts';

const reference = metricsReference();
const OF_CLASSES = readMetrics(['precision', 'recall', 'f1', 'confusionMatrix']);

/** What is measured of outputs that come in batches of 7 samples. */
function measured(
  type: Loss['type'],
  metrics: ReturnType<typeof readMetrics>,
  outputs: number,
  { logits, labels }: { readonly logits: readonly number[]; readonly labels: readonly number[] },
): Record<string, unknown> {
  const loss = createLoss(readLoss(type), outputs);
  const more = new MoreMetrics(metrics, outputs);
  const perSample = type === 'meanSquaredError' ? outputs : 1;
  const samples = labels.length / perSample;
  let [sum, score] = [0, 0];
  for (let at = 0; at < samples; at += 7) {
    const some = labels.slice(at * perSample, (at + 7) * perSample);
    const targets = type === 'meanSquaredError' ? Float32Array.from(some) : Uint8Array.from(some);
    const given = Float32Array.from(logits.slice(at * outputs, (at + 7) * outputs));
    const result = loss.measure(given, targets, null);
    [sum, score] = [sum + result.sum, score + result.score];
    more.add(given, targets);
  }
  const mean = sum / samples;
  return { loss: mean, [loss.metric]: score / samples, ...more.result(mean) };
}

function expectAll(found: Record<string, unknown>, expected: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(expected)) {
    if (typeof value === 'number') expect([name, found[name]]).toEqual([name, closeTo(value)]);
    else expect([name, found[name]]).toEqual([name, value]);
  }
}

const closeTo = (value: number): unknown => expect.closeTo(value, 6);

test.each(reference.classes.map((each) => [each.title, each] as const))(
  'metrics of classes are scikit-learn’s: %s',
  (_, { classes, metrics: { topK, ...expected }, ...samples }) => {
    expectAll(measured('crossEntropy', OF_CLASSES, classes, samples), expected);
    for (const [k, value] of Object.entries(topK)) {
      const metrics = readMetrics([{ topK: { k: Number(k) } }]);
      expectAll(measured('crossEntropy', metrics, classes, samples), { topK: value });
    }
  },
);

test.each(reference.binary.map((each) => [each.title, each] as const))(
  'metrics of two classes with one output are scikit-learn’s of the second: %s',
  (_, { metrics, ...samples }) => {
    expectAll(measured('binaryCrossEntropy', OF_CLASSES, 1, samples), metrics);
  },
);

test.each(reference.numbers.map((each) => [each.outputs, each] as const))(
  'metrics of numbers are scikit-learn’s, with %p outputs',
  (outputs, { metrics, ...samples }) => {
    expectAll(measured('meanSquaredError', readMetrics(['rmse']), outputs, samples), metrics);
  },
);

test('of equal outputs the first are the largest', () => {
  const hits = (label: number): unknown => {
    const more = new MoreMetrics([{ type: 'topK', k: 2 }], 4);
    more.add(Float32Array.of(1, 3, 1, 1), Uint8Array.of(label));
    return more.result(0).topK;
  };
  expect([0, 1, 2, 3].map(hits)).toEqual([1, 1, 0, 0]);
});

describeOnBackends('an evaluation', (backend) => {
  test('measures what it is asked for, and nothing that it is not', async () => {
    const { kernels } = backend();
    const problem = tiny(backend(), tinyTraining('relu'));
    const { metrics: plain } = await evaluate({ ...problem, kernels });
    expect(Object.keys(plain)).toEqual(['loss', 'accuracy']);
    const metrics = readMetrics([{ topK: { k: 4 } }, 'confusionMatrix']);
    const evaluation = await evaluate({ ...problem, kernels, metrics });
    const { confusionMatrix, topK, ...own } = evaluation.metrics;
    expect(own).toEqual(plain);
    const counts = confusionMatrix!.flat();
    expect(counts.reduce((sum, count) => sum + count)).toBe(100);
    const right = confusionMatrix!.reduce((sum, row, i) => sum + row[i]!, 0);
    expect(right / 100).toBe(plain.accuracy);
    expect(topK).toBeGreaterThan(plain.accuracy!);
    disposeState(problem.state);
  });

  test('of numbers has the mean absolute error, and the root of its loss', async () => {
    const { kernels } = backend();
    const { layers, ...rest } = tinyTraining('relu');
    const training = { ...rest, layers, loss: readLoss('meanSquaredError') };
    const images: Images = { ...tinyImages(), labels: new Float32Array(500).fill(2) };
    const problem = { ...tiny(backend(), training), images };
    const metrics = readMetrics(['mae', 'rmse']);
    const evaluation = await evaluate({ ...problem, kernels, metrics });
    const { loss, mae, rmse, ...others } = evaluation.metrics;
    expect(others).toEqual({});
    expect(rmse).toBe(Math.sqrt(loss));
    // The mean size is never above the root of the mean square.
    expect(mae).toBeLessThanOrEqual(rmse!);
    expect(mae).toBeGreaterThan(0);
    disposeState(problem.state);
  });
});
