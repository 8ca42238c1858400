import { crossEntropy } from '../../engine/losses/cross-entropy.ts';

test('equal logits cost ln(classes), whatever the label', () => {
  const { sum } = crossEntropy(new Float32Array(20).fill(3), Uint8Array.of(0, 9), 1, false);
  expect(sum).toBeCloseTo(2 * Math.log(10), 14);
});

test('the gradient of the mean is (softmax − onehot) / batch, times the scale', () => {
  // softmax of (0, ln 3) is (1/4, 3/4).
  const logits = Float32Array.of(0, Math.log(3), 0, Math.log(3));
  const { gradient, sum, correct } = crossEntropy(logits, Uint8Array.of(0, 1), 0.5, true);
  const expected = [-3 / 4, 3 / 4, 1 / 4, -1 / 4].map((value) => (value * 0.5) / 2);
  for (const [i, value] of expected.entries()) expect(gradient![i]).toBeCloseTo(value, 7);
  expect(sum).toBeCloseTo(Math.log(4) + Math.log(4 / 3), 6);
  expect(correct).toBe(1);
});

test('large logits don’t overflow', () => {
  const { sum } = crossEntropy(Float32Array.of(3e38, -3e38), Uint8Array.of(0), 1, false);
  expect(sum).toBe(0);
});

test('of equal largest logits the first counts', () => {
  const logits = Float32Array.of(2, 2);
  expect(crossEntropy(logits, Uint8Array.of(0), 1, false).correct).toBe(1);
  expect(crossEntropy(logits, Uint8Array.of(1), 1, false).correct).toBe(0);
});

test.each([NaN, Infinity])('a logit of %p gives a loss that is not finite', (bad) => {
  const { sum } = crossEntropy(Float32Array.of(0, bad, 0), Uint8Array.of(0), 1, true);
  expect(Number.isFinite(sum)).toBe(false);
});
