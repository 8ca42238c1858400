import { createGather } from './images.ts';
import type { Images } from './images.ts';
import { sizeOf } from '../study/shapes.ts';

/** What is measured of the training samples before training: float32, one of each channel. */
export interface InputStatistics {
  readonly trainingMean: Float32Array;
  /** Over all samples (not n − 1); 1 where a number never varies. */
  readonly trainingDeviation: Float32Array;
  readonly trainingMinimum: Float32Array;
  /** From the smallest to the largest; 1 where a number never varies. */
  readonly trainingRange: Float32Array;
}

/** Mean, standard deviation, minimum and range of each number, or of each channel of images. */
export function inputStatistics(images: Images, samples: Uint32Array): InputStatistics {
  const channels = images.shape.at(-1)!;
  const gather = createGather(images, 1);
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  const minima = new Float64Array(channels).fill(Infinity);
  const maxima = new Float64Array(channels).fill(-Infinity);
  const each = (visit: (value: number, channel: number) => void): void => {
    for (let i = 0; i < samples.length; i += 1) {
      const { values } = gather(samples.subarray(i, i + 1));
      for (let at = 0; at < values.length; at += 1) visit(values[at]!, at % channels);
    }
  };
  const size = sizeOf(images.shape);
  const count = (samples.length * size) / channels;
  each((value, channel) => {
    sums[channel]! += value;
    if (value < minima[channel]!) minima[channel] = value;
    if (value > maxima[channel]!) maxima[channel] = value;
  });
  const means = sums.map((sum) => sum / count);
  // A second walk: the difference of two large sums would lose digits.
  each((value, channel) => {
    squares[channel]! += (value - means[channel]!) ** 2;
  });
  return {
    trainingMean: Float32Array.from(means),
    trainingMinimum: Float32Array.from(minima),
    trainingRange: Float32Array.from(maxima, (most, channel) => most - minima[channel]! || 1),
    trainingDeviation: Float32Array.from(squares, (sum) => Math.sqrt(sum / count) || 1),
  };
}
