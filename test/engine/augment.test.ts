import { createAugment } from '../../engine/augment.ts';
import { trainEpoch } from '../../engine/epoch.ts';
import { evaluate } from '../../engine/evaluate.ts';
import { createGather } from '../../engine/images.ts';
import type { Uint32Source } from '../../engine/random.ts';
import { disposeState } from '../../engine/state.ts';
import { createStreams } from '../../engine/streams.ts';
import type { Augmentation } from '../../study/spec.ts';
import { describeOnBackends } from './backends.ts';
import { tiny, tinyTraining } from './tiny.ts';

/** Gives these numbers, one after the other. */
function source(...numbers: number[]): Uint32Source {
  return { nextUint32: () => numbers.shift()! };
}

/** Images of 2 × 3 pixels, changed with these draws. */
function changed(augmentation: Augmentation, pixels: number[], draws: Uint32Source): number[] {
  const values = Float32Array.from(pixels);
  createAugment(augmentation, [2, 3, 1])(values, () => draws);
  return [...values];
}

const IMAGE = [1, 2, 3, 4, 5, 6];

test('an image is flipped in the upper half of the numbers, row by row', () => {
  const twice = [...IMAGE, ...IMAGE];
  expect(changed({ flip: 'horizontal' }, twice, source(0x7fff_ffff, 0x8000_0000))).toEqual([
    ...IMAGE,
    ...[3, 2, 1, 6, 5, 4],
  ]);
});

test('a flip keeps the channels of a pixel together', () => {
  const values = Float32Array.of(1, 10, 2, 20, 3, 30);
  createAugment({ flip: 'horizontal' }, [1, 3, 2])(values, () => source(0xffff_ffff));
  expect([...values]).toEqual([3, 30, 2, 20, 1, 10]);
});

// A draw modulo 3, less 1: 0 is up or left, 1 stays, 2 is down or right.
test.each([
  [1, 1, [1, 2, 3, 4, 5, 6]],
  [2, 1, [0, 0, 0, 1, 2, 3]],
  [0, 1, [4, 5, 6, 0, 0, 0]],
  [1, 2, [0, 1, 2, 0, 4, 5]],
  [1, 0, [2, 3, 0, 5, 6, 0]],
  [2, 2, [0, 0, 0, 0, 1, 2]],
  [3, 5, [0, 4, 5, 0, 0, 0]], // modulo 3: up, and to the right
])('shifted by draws of %i and %i, what comes in is 0', (down, right, expected) => {
  expect(changed({ shift: 1 }, IMAGE, source(down, right))).toEqual(expected);
});

test('each image of a batch is moved by draws of its own', () => {
  const batch = [...IMAGE, ...IMAGE];
  expect(changed({ shift: 1 }, batch, source(2, 1, 1, 0))).toEqual([
    ...[0, 0, 0, 1, 2, 3],
    ...[2, 3, 0, 5, 6, 0],
  ]);
});

const streamsOf = (seed: number) =>
  createStreams({ randomness: 'paired', seed, total: 10, parameters: [] });

function drawn(augmentation: Augmentation, seed: number, step: number, part = 0): Float32Array {
  const values = Float32Array.from({ length: 30 * 28 * 28 }, (_, i) => (i % 255) / 255);
  const streams = streamsOf(seed);
  createAugment(augmentation, [28, 28, 1])(values, (kind) => streams.augment(step, part, kind));
  return values;
}

test('shifts reach every distance as often', () => {
  const counts = new Map<string, number>();
  for (let step = 1; step <= 100; step += 1) {
    // One white pixel in the middle shows how far it was moved.
    const values = new Float32Array(10 * 25);
    for (let image = 0; image < 10; image += 1) values[image * 25 + 12] = 1;
    createAugment({ shift: 2 }, [5, 5, 1])(values, (kind) => streamsOf(0).augment(step, 0, kind));
    for (let image = 0; image < 10; image += 1) {
      const at = values.subarray(image * 25, (image + 1) * 25).indexOf(1);
      counts.set(String(at), (counts.get(String(at)) ?? 0) + 1);
    }
  }
  // 25 places, 40 each in the mean; the chance that one is off by six deviations is 1e-7.
  expect(counts.size).toBe(25);
  for (const count of counts.values()) expect(Math.abs(count - 40)).toBeLessThan(38);
});

test('noise has the deviation that is asked for, around 0', () => {
  const values = new Float32Array(100_000);
  createAugment({ noise: 0.25 }, [100_000])(values, (kind) => streamsOf(1).augment(1, 0, kind));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  // Deviations of the two: 0.25 / √100,000 and 0.25² · √(2 / 100,000).
  expect(Math.abs(mean)).toBeLessThan(5 * (0.25 / Math.sqrt(100_000)));
  expect(Math.abs(square - 0.0625)).toBeLessThan(5 * 0.0625 * Math.sqrt(2 / 100_000));
});

test('what is drawn follows from seed, step and part, and from nothing else', () => {
  const all: Augmentation = { flip: 'horizontal', shift: 2, noise: 0.1 };
  expect(drawn(all, 3, 5)).toEqual(drawn(all, 3, 5));
  const others = [drawn(all, 4, 5), drawn(all, 3, 6), drawn(all, 3, 5, 1)];
  for (const other of others) expect(other).not.toEqual(drawn(all, 3, 5));
});

test('one kind of change moves no other', () => {
  // So little noise that float32 does not show it beside a pixel, and next to a 0 it is one.
  const still = drawn({ flip: 'horizontal', shift: 2, noise: 1e-30 }, 3, 5);
  const plain = drawn({ flip: 'horizontal', shift: 2 }, 3, 5);
  const differing = still.filter((value, i) => Math.abs(value - plain[i]!) > 1e-20);
  expect(differing).toHaveLength(0);
});

test('changes draw with the order’s seed', () => {
  const streams = (seed: { init: number; order: number }) =>
    createStreams({ randomness: 'paired', seed, total: 10, parameters: [] }).augment(1, 0, 'flip');
  const next = (init: number, order: number): number => streams({ init, order }).nextUint32();
  expect(next(1, 7)).toBe(next(2, 7));
  expect(next(1, 7)).not.toBe(next(1, 8));
});

describeOnBackends('augmentation', (backend) => {
  test('changes what is trained on, and not what is measured on, nor the data', async () => {
    const { kernels } = backend();
    const augmentation = { flip: 'horizontal', shift: 1, noise: 0.1 } as const;
    const plain = tiny(backend(), tinyTraining('relu'));
    const { images, samples, model, optimizer, streams, state } = plain;
    const before = Buffer.from(images.pixels).toString('hex');
    const weights = async (changes?: Augmentation) => {
      const training = { ...plain.training, ...(changes && { augmentation: changes }) };
      const input = { kernels, model, optimizer, training, images, samples, streams, state };
      const { state: after, metrics } = await trainEpoch({ ...input, epoch: 1 });
      const validated = await evaluate({ kernels, model, training, images, samples, state });
      const values = [...kernels.download(after.parameters[0]!)];
      disposeState(after);
      return { values, metrics, validated };
    };
    const [without, with1, with2] = [
      await weights(),
      await weights(augmentation),
      await weights(augmentation),
    ];
    expect(with1).toEqual(with2);
    expect(with1.values).not.toEqual(without.values);
    expect(with1.metrics).not.toEqual(without.metrics);
    expect(with1.validated).toEqual(without.validated);
    expect(Buffer.from(images.pixels).toString('hex')).toBe(before);
    disposeState(state);
  });
});

test('samples are gathered anew for each batch, whatever was done to the one before', () => {
  const pixels = Uint8Array.of(0, 51, 102, 153, 204, 255);
  const gather = createGather({ count: 1, shape: [2, 3, 1], pixels, labels: Uint8Array.of(0) }, 1);
  const { values } = gather(Uint32Array.of(0));
  createAugment({ shift: 1 }, [2, 3, 1])(values, () => source(2, 2));
  const again = gather(Uint32Array.of(0)).values;
  expect([...again]).toEqual([...Float32Array.of(0, 0.2, 0.4, 0.6, 0.8, 1)]);
});
