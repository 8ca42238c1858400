import { decode } from 'fast-png';
import { firstKernel, kernelImages } from '../../report/first-layer.ts';
import { weightSheet } from '../../report/weight-sheet.ts';
import { weightsSection } from '../../report/weights-section.ts';
import type { FirstLayer } from '../../report/weights-section.ts';
import { readLayer } from '../../study/layers.ts';
import { pendingTrial, referenceStudy, study } from './fixtures.ts';

const layersOf = (...layers: Parameters<typeof readLayer>[0][]): ReturnType<typeof readLayer>[] =>
  layers.map(readLayer);
const dense = { dense: { units: 4 } };
const conv2d = { conv2d: { filters: 4, kernelSize: 3 } };

test.each([
  [layersOf('flatten', dense, dense), [28, 28, 1], '1.kernel'],
  [layersOf({ dropout: { rate: 0.5 } }, 'flatten', dense), [28, 28, 1], '2.kernel'],
  [layersOf(conv2d, 'flatten', dense), [28, 28, 3], '0.kernel'],
  // A pooled pixel is no pixel of the image any more.
  [layersOf({ maxPool2d: { poolSize: 2 } }, 'flatten', dense), [28, 28, 1], null],
  [layersOf(dense), [4], null],
  [layersOf('flatten'), [28, 28, 1], null],
])('the first layer of %j on %j has its weights in %p', (layers, shape, expected) => {
  expect(firstKernel(layers, shape)).toBe(expected);
});

test('a dense layer’s weights lie channel after channel, as PyTorch flattens images', () => {
  // A pixel of three channels and another one, two units: weight 10 · channel + pixel, unit 1 has 100 more.
  const values = [0, 1, 10, 11, 20, 21].flatMap((weight) => [weight, weight + 100]);
  const kernel = { shape: [6, 2], values: Float32Array.from(values) };
  const [first, second] = kernelImages(kernel, [1, 2, 3], [0, 1]);
  expect([...first!.values]).toEqual([0, 10, 20, 1, 11, 21]);
  expect([...second!.values]).toEqual([100, 110, 120, 101, 111, 121]);
});

test('a filter’s weights lie pixel after pixel', () => {
  // [2, 1, 1, 2]: two pixels of two filters.
  const kernel = { shape: [2, 1, 1, 2], values: Float32Array.of(1, 10, 2, 20) };
  const [only] = kernelImages(kernel, [28, 28, 1], [1]);
  expect([only!.height, only!.width, ...only!.values]).toEqual([2, 1, 10, 20]);
});

describe('a sheet of weights', () => {
  const one = (...values: number[]) => ({
    ...{ height: 1, width: values.length, channels: 1 },
    values: Float32Array.from(values),
  });
  const read = (uri: string) => decode(Buffer.from(uri.split(',')[1]!, 'base64'));
  const colours = (uri: string): number[][] => {
    const { data, palette } = read(uri);
    return [...data].map((index) => palette![index]!.slice());
  };

  test('is clear at 0, and takes one colour below and another above it', () => {
    const { uri, scale } = weightSheet([one(0, -2, 2, 1)]);
    expect(scale).toBe(2);
    const [zero, below, above, half] = colours(uri);
    expect(zero![3]).toBe(0);
    expect(below).toEqual([156, 84, 190, 255]);
    expect(above).toEqual([28, 152, 84, 255]);
    // Level 16 of 31: half of them is 15.5.
    expect(half).toEqual([28, 152, 84, Math.round((255 * 16) / 31)]);
  });

  test('puts images in rows with a clear pixel between them', () => {
    const { uri, width, height } = weightSheet([one(1, 1), one(1, 1), one(1, 1)]);
    expect([width, height]).toEqual([5, 3]);
    const strengths = colours(uri).map(([, , , alpha]) => (alpha === 255 ? 1 : 0));
    expect(strengths).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0]);
  });

  test('shows three channels as colours around grey', () => {
    const values = Float32Array.of(0, 1, -1);
    const { uri } = weightSheet([{ height: 1, width: 1, channels: 3, values }]);
    expect([...read(uri).data]).toEqual([128, 255, 0, 255]);
  });

  test('is not made pale by one outlier, nor broken by weights that are all 0', () => {
    const many = Array.from({ length: 1000 }, (_, i) => (i === 7 ? 1000 : 1));
    expect(weightSheet([one(...many)]).scale).toBe(1);
    expect(colours(weightSheet([one(0, 0)]).uri)[0]![3]).toBe(0);
  });
});

describe('the section of weights', () => {
  const layer = (activation: string, units: number): FirstLayer => ({
    ...{ variant: { activation }, seed: 3, epoch: 7, sample: [2, 2, 1] },
    kernel: { shape: [4, units], values: new Float32Array(4 * units).fill(0.25) },
  });

  test('says whose weights they are, how many, and what the colours mean', () => {
    const section = weightsSection([layer('linear', 512), layer('relu', 9)], referenceStudy());
    const [text, pictures] = section!.blocks;
    expect(text).toMatchObject({ text: expect.stringContaining('green where a brighter pixel') });
    expect(pictures).toMatchObject({
      pictures: [
        {
          title: 'linear',
          colour: 0,
          alt: 'First-layer weights of linear · seed 3, epoch 7: 64 of 512 units, evenly spaced, each as an image of 2 × 2 pixels, from −0.25 to +0.25',
          lines: [{ text: 'Seed 3, epoch 7: 64 of 512 units, evenly spaced' }],
          ends: { kind: 'signed', low: '−0.25', high: '+0.25' },
        },
        { title: 'relu', colour: 1, lines: [{ text: 'Seed 3, epoch 7: all 9 units' }] },
      ],
    });
  });

  test('is left out where no variant’s weights are images', () => {
    expect(weightsSection([], referenceStudy())).toBeNull();
  });

  test('says so where only the first eight of many variants are shown', () => {
    const many = Array.from({ length: 8 }, (_, i) => layer(`a${i}`, 4));
    const trials = Array.from({ length: 9 }, (_, i) => pendingTrial(`a${i}`));
    const text = JSON.stringify(weightsSection(many, study(trials))!.blocks[0]);
    expect(text).toContain('Of 9 variants the first 8 are shown.');
  });
});
