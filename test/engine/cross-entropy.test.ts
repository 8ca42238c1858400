import { createLoss } from '../../engine/losses/create.ts';
import { crossEntropy } from '../../engine/losses/cross-entropy.ts';
import { readLoss } from '../../study/losses.ts';
import { expectClose, trainingReference } from './reference.ts';

test('equal logits cost ln(classes), whatever the label', () => {
  const { sum } = crossEntropy.measure(new Float32Array(20).fill(3), Uint8Array.of(0, 9), null);
  expect(sum).toBeCloseTo(2 * Math.log(10), 14);
});

test('the gradient of the sum is softmax − onehot, times the scale', () => {
  // softmax of (0, ln 3) is (1/4, 3/4).
  const logits = Float32Array.of(0, Math.log(3), 0, Math.log(3));
  const { gradient, sum, score } = crossEntropy.measure(logits, Uint8Array.of(0, 1), 0.5 / 2);
  const expected = [-3 / 4, 3 / 4, 1 / 4, -1 / 4].map((value) => (value * 0.5) / 2);
  for (const [i, value] of expected.entries()) expect(gradient![i]).toBeCloseTo(value, 7);
  expect(sum).toBeCloseTo(Math.log(4) + Math.log(4 / 3), 6);
  expect(score).toBe(1);
});

test('large logits don’t overflow', () => {
  const { sum } = crossEntropy.measure(Float32Array.of(3e38, -3e38), Uint8Array.of(0), null);
  expect(sum).toBe(0);
});

test('of equal largest logits the first counts', () => {
  const logits = Float32Array.of(2, 2);
  expect(crossEntropy.measure(logits, Uint8Array.of(0), null).score).toBe(1);
  expect(crossEntropy.measure(logits, Uint8Array.of(1), null).score).toBe(0);
});

test.each([NaN, Infinity])('a logit of %p gives a loss that is not finite', (bad) => {
  const { sum } = crossEntropy.measure(Float32Array.of(0, bad, 0), Uint8Array.of(0), 1);
  expect(Number.isFinite(sum)).toBe(false);
});

const { logits, labels, cases } = trainingReference().losses;

test.each(cases.map((each) => [JSON.stringify(each.loss), each] as const))(
  'loss and gradient of the mean are PyTorch’s: %s',
  (_, { loss: spec, value, gradient }) => {
    const loss = createLoss(readLoss(spec), 4);
    const samples = Uint32Array.from(labels, (_label, i) => i);
    const weight = loss.weightOf(Uint8Array.from(labels), samples);
    const measured = loss.measure(Float32Array.from(logits), Uint8Array.from(labels), 1 / weight);
    expectClose([measured.sum / weight], [value]);
    expectClose(measured.gradient!, gradient);
    expect(measured.score).toBe(
      crossEntropy.measure(Float32Array.from(logits), Uint8Array.from(labels), null).score,
    );
  },
);
