import { dropout } from '../../engine/layers/dropout.ts';
import { createStreams } from '../../engine/streams.ts';
import { describeOnBackends } from './backends.ts';

const streams = createStreams({ randomness: 'paired', seed: 0, total: 1, parameters: [] });

describeOnBackends('dropout', (backend) => {
  /** Output and input gradient for x = 1, 2, 3, … and dy of ones. */
  const pass = (rate: number, count: number, noise: ((count: number) => Float32Array) | null) => {
    const { kernels, tf } = backend();
    return tf.tidy(() => {
      const x = kernels.upload(
        Float32Array.from({ length: count }, (_, i) => i + 1),
        [1, count],
      );
      const context = { kernels, parameters: [], buffers: [], noise };
      const forward = dropout([count], rate).forward(context, x);
      const dx = forward.backward(tf.ones([1, count])).input();
      return [forward.output, dx].map((tensor) => [...kernels.download(tensor)]);
    });
  };

  test('keeps what is drawn at or above the rate, divided by 1 − rate, and its gradient', () => {
    const noise = (): Float32Array => Float32Array.of(0, 0.5, 0.4999, 0.75, 0.99);
    expect(pass(0.5, 5, noise)).toEqual([
      [0, 4, 0, 8, 10],
      [0, 2, 0, 2, 2],
    ]);
  });

  test('drops its share, with the same mask for the same step and another for the next', () => {
    const masks = [1, 1, 2].map((step) => {
      const noise = streams.noise(step, 0);
      return pass(0.25, 10_000, (count) => noise('dropout.0', count))[1]!;
    });
    const dropped = masks[0]!.filter((value) => value === 0).length;
    // Five standard deviations of 10,000 draws.
    expect(Math.abs(dropped - 2_500)).toBeLessThan(5 * Math.sqrt(10_000 * 0.25 * 0.75));
    expect(masks[1]).toEqual(masks[0]);
    expect(masks[2]).not.toEqual(masks[0]);
  });

  test('leaves everything as it is where it is not trained, or where its rate is 0', () => {
    const untouched = [
      [1, 2, 3],
      [1, 1, 1],
    ];
    expect(pass(0.5, 3, null)).toEqual(untouched);
    expect(pass(0, 3, () => Float32Array.of(0, 0, 0))).toEqual(untouched);
  });
});
