import type { Augmentation } from '../study/spec.ts';
import { normal } from './random.ts';
import type { Uint32Source } from './random.ts';

/**
 * Changes a batch in place: float32 [samples, ...shape].
 *
 * @param generatorOf each kind of change draws from a generator of its own, sample by sample
 */
export type Augment = (
  values: Float32Array,
  generatorOf: (kind: keyof Augmentation) => Uint32Source,
) => void;

/** How a spec's augmentation changes batches of samples of a shape: flipped, then shifted, then noisy. */
export function createAugment(
  { flip, shift, noise }: Augmentation,
  shape: readonly number[],
): Augment {
  const [height = 1, width = 1, channels = 1] = shape.length === 1 ? [1, 1, shape[0]] : shape;
  const size = height * width * channels;
  const image = new Float32Array(size);
  const eachSample = (values: Float32Array, change: (sample: Float32Array) => void): void => {
    for (let at = 0; at < values.length; at += size) change(values.subarray(at, at + size));
  };
  return (values, generatorOf) => {
    if (flip !== undefined) {
      const generator = generatorOf('flip');
      eachSample(values, (sample) => {
        if (generator.nextUint32() >= 0x8000_0000) mirror(sample, { width, channels });
      });
    }
    if (shift !== undefined) {
      const generator = generatorOf('shift');
      const draw = (): number => (generator.nextUint32() % (2 * shift + 1)) - shift;
      eachSample(values, (sample) => {
        const [down, right] = [draw(), draw()];
        image.set(sample);
        move(image, sample, { height, width, channels, down, right });
      });
    }
    if (noise !== undefined) {
      const added = normal(generatorOf('noise'), values.length, noise);
      for (let i = 0; i < values.length; i += 1) values[i]! += added[i]!;
    }
  };
}

/** Left becomes right, in each row. */
function mirror(
  sample: Float32Array,
  { width, channels }: { readonly width: number; readonly channels: number },
): void {
  const row = width * channels;
  for (let start = 0; start < sample.length; start += row) {
    for (let column = 0; column < width >> 1; column += 1) {
      const left = start + column * channels;
      const right = start + (width - 1 - column) * channels;
      for (let channel = 0; channel < channels; channel += 1) {
        const kept = sample[left + channel]!;
        sample[left + channel] = sample[right + channel]!;
        sample[right + channel] = kept;
      }
    }
  }
}

/** The image moved by whole pixels; what comes in at its edges is 0. */
function move(
  image: Float32Array,
  into: Float32Array,
  {
    height,
    width,
    channels,
    down,
    right,
  }: Readonly<Record<'height' | 'width' | 'channels' | 'down' | 'right', number>>,
): void {
  into.fill(0);
  const columns = width - Math.abs(right);
  const from = Math.max(0, -right);
  for (let row = Math.max(0, down); row < Math.min(height, height + down); row += 1) {
    const source = ((row - down) * width + from) * channels;
    into.set(
      image.subarray(source, source + columns * channels),
      (row * width + from + right) * channels,
    );
  }
}
