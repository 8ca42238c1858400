import type { IdxArray } from './idx.ts';

const SIDE = 32;
const PIXELS = SIDE * SIDE;
const CHANNELS = 3;
const RECORD = 1 + CHANNELS * PIXELS;
const CLASSES = 10;

/** Images [count, 32, 32, 3] with the class of each, [count]. */
export interface CifarImages {
  readonly images: IdxArray;
  readonly labels: IdxArray;
}

/**
 * Reads files of CIFAR-10's binary version as one: records of a label and an image, its red, green
 * and blue pixels after each other, row by row.
 *
 * Source: https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
 *
 * @throws Error when a file does not hold whole records, or a label is none.
 */
export function decodeCifar(files: readonly Uint8Array[]): CifarImages {
  const broken = files.find(({ length }) => length % RECORD !== 0);
  if (broken !== undefined) {
    throw new Error(`CIFAR-10: ${broken.length} bytes are no records of ${RECORD}`);
  }
  const count = files.reduce((sum, { length }) => sum + length / RECORD, 0);
  const images = new Uint8Array(count * PIXELS * CHANNELS);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const file of files) {
    for (let at = 0; at < file.length; at += RECORD, image += 1) {
      const label = file[at]!;
      if (label >= CLASSES) throw new Error(`CIFAR-10: image ${image} has the class ${label}`);
      labels[image] = label;
      const to = image * PIXELS * CHANNELS;
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        const from = at + 1 + channel * PIXELS;
        for (let pixel = 0; pixel < PIXELS; pixel += 1) {
          images[to + pixel * CHANNELS + channel] = file[from + pixel]!;
        }
      }
    }
  }
  return {
    images: { shape: [count, SIDE, SIDE, CHANNELS], values: images },
    labels: { shape: [count], values: labels },
  };
}
