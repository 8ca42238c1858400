import type { Images } from '../../engine/images.ts';
import { binaryCrossEntropy } from '../../engine/losses/binary-cross-entropy.ts';
import { createLoss } from '../../engine/losses/create.ts';
import { meanSquaredError } from '../../engine/losses/mean-squared-error.ts';
import { readLoss } from '../../study/losses.ts';
import { describeOnBackends } from './backends.ts';
import { expectClose, metricsReference } from './reference.ts';
import { trainingOf } from './tiny.ts';
import { lossesOfSteps } from './twenty-steps.ts';

const { losses, networks } = metricsReference();

test.each(losses.map((each, i) => [`${each.loss} ${i}`, each] as const))(
  'loss and gradient of the mean are PyTorch’s: %s',
  (_, { loss: type, outputs, logits, labels, value, gradient }) => {
    const loss = createLoss(readLoss(type), outputs);
    const targets = labelsOf(type, labels);
    const samples = Uint32Array.from({ length: labels.length / outputs }, (_v, i) => i);
    const weight = loss.weightOf(targets, samples);
    const measured = loss.measure(Float32Array.from(logits), targets, 1 / weight);
    expectClose([measured.sum / weight], [value]);
    expectClose(measured.gradient!, gradient);
  },
);

test('a logit above 0 says the second class, and 0 itself the first', () => {
  const { score, sum } = binaryCrossEntropy.measure(
    Float32Array.of(0.1, -0.1, 0, 0),
    Uint8Array.of(1, 0, 0, 0),
    null,
  );
  expect(score).toBe(4);
  // ln 2 for each 0, ln(1 + exp(−0.1)) for the others.
  expect(sum).toBeCloseTo(2 * Math.LN2 + 2 * Math.log(1 + Math.exp(-0.1)), 7);
});

test('the error of a sample is the mean over its outputs', () => {
  // Errors 1 and −3, then 0 and 2: squares 10 / 2 and 4 / 2, sizes 4 / 2 and 2 / 2.
  const outputs = Float32Array.of(3, 1, 5, 4);
  const { sum, score, gradient } = meanSquaredError(2).measure(
    outputs,
    Float32Array.of(2, 4, 5, 2),
    0.5,
  );
  expect([sum, score]).toEqual([7, 3]);
  expect([...gradient!]).toEqual([0.5, -1.5, 0, 1]);
});

test.each([NaN, Infinity, -Infinity])('an output of %p gives a loss that is not finite', (bad) => {
  const outputs = Float32Array.of(0, bad);
  const wrong = [
    binaryCrossEntropy.measure(outputs, Uint8Array.of(0, bad > 0 ? 0 : 1), 1).sum,
    meanSquaredError(1).measure(outputs, Float32Array.of(0, 0), 1).sum,
  ];
  expect(wrong.map(Number.isFinite)).toEqual([false, false]);
});

describeOnBackends('a small network', (backend) => {
  test.each(networks.cases.map((each) => [JSON.stringify(each.training), each] as const))(
    'has PyTorch’s loss at each of 20 steps: %s',
    async (_, { training: part, outputs, labels, weights, losses: expected }) => {
      const type = part.loss as (typeof losses)[number]['loss'];
      const images: Images = {
        count: 40,
        shape: [4, 3, 1],
        pixels: Uint8Array.from(networks.pixels),
        labels: labelsOf(type, labels),
      };
      const training = trainingOf(part, { epochs: 4, samples: 40, outputs });
      const before = backend().tf.memory().numTensors;
      const seen = await lossesOfSteps(backend(), training, images, weights, expected.length);
      const differences = expected.map((loss, step) => Math.abs(seen[step]! - loss));
      expect(Math.max(...differences)).toBeLessThanOrEqual(1e-3);
      expect(backend().tf.memory().numTensors).toBe(before);
    },
  );
});

function labelsOf(type: string, labels: readonly number[]): Uint8Array | Float32Array {
  return type === 'meanSquaredError' ? Float32Array.from(labels) : Uint8Array.from(labels);
}
