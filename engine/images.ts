import { decodeIdx } from '../formats/idx.ts';
import { decodeNpy, isNpy } from '../formats/npy.ts';
import { sizeOf } from '../study/shapes.ts';
import type { Labels } from './losses/loss.ts';

/** A labelled set of samples in memory: images, one byte a pixel, or numbers. */
export interface Images {
  readonly count: number;
  /** Shape of one sample: [height, width, channels], or [numbers]. */
  readonly shape: readonly number[];
  /** uint8 or float32 [count, ...shape], row-major. Bytes are computed with as v / 255. */
  readonly pixels: Uint8Array | Float32Array;
  /** Each sample's class, or the numbers to predict. */
  readonly labels: Labels;
}

export interface Batch {
  /** float32 [samples, ...shape] in [0, 1]; a view of a buffer that the next batch overwrites. */
  readonly values: Float32Array;
  readonly labels: Labels;
}

/**
 * A set from its two files: bytes (IDX) or numbers (NPY), and classes (IDX) or numbers to predict (NPY).
 *
 * @throws Error when a file is neither or their counts differ.
 */
export function decodeImages(imageBytes: Uint8Array, labelBytes: Uint8Array): Images {
  const images = isNpy(imageBytes) ? decodeNpy(imageBytes) : decodeIdx(imageBytes);
  const labels = isNpy(labelBytes) ? decodeNpy(labelBytes) : decodeIdx(labelBytes);
  const [count = 0, ...shape] = images.shape;
  const dimensions = labels.values instanceof Uint8Array ? 1 : 2;
  if (labels.shape.length !== dimensions || labels.shape[0] !== count) {
    throw new Error(`${count} images, but labels of shape [${labels.shape.join(', ')}]`);
  }
  const sample = shape.length === 2 ? [...shape, 1] : shape;
  return { count, shape: sample, pixels: images.values, labels: labels.values };
}

// v / 255 as torch's float32 division gives it.
const UNIT = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/** The samples at these positions. */
export type Gather = (samples: Uint32Array) => Batch;

/** Gathers samples into float32 batches, reusing one buffer for all. */
export function createGather(images: Images, batchSize: number): Gather {
  const size = sizeOf(images.shape);
  const buffer = new Float32Array(batchSize * size);
  const { pixels, labels } = images;
  const width = labels.length / images.count;
  return (samples) => {
    const length = samples.length * width;
    const gathered =
      labels instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
    for (let row = 0; row < samples.length; row += 1) {
      const sample = samples[row]!;
      for (let i = 0; i < width; i += 1) gathered[row * width + i] = labels[sample * width + i]!;
      const from = sample * size;
      const to = row * size;
      if (pixels instanceof Float32Array) buffer.set(pixels.subarray(from, from + size), to);
      else for (let i = 0; i < size; i += 1) buffer[to + i] = UNIT[pixels[from + i]!]!;
    }
    return { values: buffer.subarray(0, samples.length * size), labels: gathered };
  };
}
