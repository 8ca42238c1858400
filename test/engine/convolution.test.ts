import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';

import type { Kernels } from '../../engine/kernels/kernels.ts';
import { MersenneTwister } from '../../engine/mersenne-twister.ts';
import { describeOnBackends } from './backends.ts';

/** Image [height, width, channels] and kernel [height, width, filters] of a convolution. */
interface Geometry {
  readonly batch: number;
  readonly image: readonly [number, number, number];
  readonly window: readonly [number, number, number];
  readonly strides: readonly [number, number];
}

describeOnBackends('a convolution and its gradients', (backend) => {
  // Both killed or misled oneDNN: an unused stride, and a kernel of one pixel with strides.
  test.each<Geometry>([
    { batch: 8, image: [4, 3, 1], window: [2, 2, 1], strides: [1, 2] },
    { batch: 8, image: [5, 5, 1], window: [3, 4, 5], strides: [1, 3] },
    { batch: 5, image: [6, 2, 1], window: [1, 2, 3], strides: [1, 3] },
    { batch: 9, image: [10, 8, 3], window: [1, 1, 1], strides: [2, 2] },
    { batch: 3, image: [11, 20, 4], window: [1, 1, 2], strides: [1, 2] },
    { batch: 8, image: [14, 14, 16], window: [1, 1, 32], strides: [2, 2] },
  ])('are what plain loops compute: %p', (geometry) => {
    for (let again = 0; again < 20; again += 1) expectAsLoops(backend().kernels, geometry);
  });

  test('are what plain loops compute, whatever the sizes are', () => {
    fc.assert(
      fc.property(anyGeometry(), (geometry) => expectAsLoops(backend().kernels, geometry)),
      { numRuns: 300 },
    );
  });
});

function anyGeometry(): fc.Arbitrary<Geometry> {
  const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
  return fc
    .record({
      batch: upTo(9),
      left: fc.tuple(upTo(6), upTo(6)),
      channels: upTo(4),
      window: fc.tuple(upTo(4), upTo(4), upTo(9)),
      strides: fc.tuple(upTo(4), upTo(4)),
    })
    .map(({ left: [below, beside], channels, window, strides, batch }) => ({
      batch,
      image: [window[0] + below - 1, window[1] + beside - 1, channels],
      window,
      strides,
    }));
}

function expectAsLoops(kernels: Kernels, geometry: Geometry): void {
  const { batch, image, window, strides } = geometry;
  const [height, width, channels] = image;
  const [tall, wide, filters] = window;
  const [down, right] = [
    Math.floor((height - tall) / strides[0]) + 1,
    Math.floor((width - wide) / strides[1]) + 1,
  ];
  const generator = new MersenneTwister(1);
  const numbers = (length: number): Float32Array =>
    Float32Array.from({ length }, () => generator.nextUint32() / 2 ** 32 - 0.5);
  const x = numbers(batch * height * width * channels);
  const kernel = numbers(tall * wide * channels * filters);
  const dy = numbers(batch * down * right * filters);
  const y = new Float64Array(dy.length);
  const dKernel = new Float64Array(kernel.length);
  const dx = new Float64Array(x.length);
  for (let at = 0; at < dy.length; at += 1) {
    const filter = at % filters;
    const column = Math.floor(at / filters) % right;
    const row = Math.floor(at / filters / right) % down;
    const sample = Math.floor(at / filters / right / down);
    for (let tap = 0; tap < tall * wide * channels; tap += 1) {
      const channel = tap % channels;
      const across = column * strides[1] + (Math.floor(tap / channels) % wide);
      const along = row * strides[0] + Math.floor(tap / channels / wide);
      const pixel = ((sample * height + along) * width + across) * channels + channel;
      const weight = tap * filters + filter;
      y[at]! += x[pixel]! * kernel[weight]!;
      dKernel[weight]! += x[pixel]! * dy[at]!;
      dx[pixel]! += kernel[weight]! * dy[at]!;
    }
  }
  kernels.tidy(() => {
    const convolution = {
      x: kernels.upload(x, [batch, ...image]),
      kernel: kernels.upload(kernel, [tall, wide, channels, filters]),
      strides,
    };
    const gradient = { ...convolution, dy: kernels.upload(dy, [batch, down, right, filters]) };
    expect(distance(kernels, kernels.convolution(convolution), y)).toBeLessThan(1e-4);
    expect(distance(kernels, kernels.convolutionKernelGradient(gradient), dKernel)).toBeLessThan(
      1e-4,
    );
    expect(distance(kernels, kernels.convolutionInputGradient(gradient), dx)).toBeLessThan(1e-4);
    return [];
  });
}

/** The largest difference; infinite where a number is none or the lengths differ. */
function distance(kernels: Kernels, tensor: Tensor, expected: Float64Array): number {
  const values = kernels.download(tensor);
  if (values.length !== expected.length) return Infinity;
  return expected.reduce((worst, value, i) => {
    const difference = Math.abs(value - values[i]!);
    return Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }, 0);
}
