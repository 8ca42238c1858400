import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { readOwnData } from '../../datasets/own/describe.ts';
import { encodeIdx } from '../../formats/idx.ts';
import type { OwnData } from '../../study/own-data.ts';

const FLOWERS = readFileSync('test/data/flowers.csv');
const table: Extract<OwnData, { format: 'csv' }> = {
  format: 'csv',
  files: {},
  test: null,
  target: 'species',
  categorical: ['colour'],
  ignore: [],
  delimiter: ',',
};

function rows(values: Float32Array | Uint8Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) => [
    ...values.slice(row * width, (row + 1) * width),
  ]);
}

test('a table’s inputs are its columns in order, a categorical one as an input for each value', () => {
  const { train, test } = readOwnData(table, { file: FLOWERS, testFile: FLOWERS });
  // blue, red, white, yellow; height; width.
  expect(train.inputs.shape).toEqual([10, 6]);
  expect(rows(train.inputs.values, 6).slice(0, 3)).toEqual([
    [0, 1, 0, 0, 10.5, 3],
    [0, 0, 1, 0, 9, 2.5],
    [0, 0, 0, 1, 30, 8],
  ]);
  expect(rows(train.inputs.values, 6)[6]).toEqual([1, 0, 0, 0, 4.5, 1]); // 1e0
  // rose, sunflower, violet.
  expect([...train.labels]).toEqual([0, 0, 1, 1, 0, 2, 2, 1, 2, 0]);
  expect(train.classes).toBe(3);
  expect(test).toEqual(train);
});

test('columns that are ignored may hold anything, and nothing', () => {
  const text = FLOWERS.toString().replace('red,10.5', ',10.5').replaceAll(',', ';');
  const data = { ...table, categorical: [], ignore: ['colour'], delimiter: ';' };
  const { train } = readOwnData({ ...data, test: 0.5 }, { file: Buffer.from(`\ufeff${text}`) });
  expect(train.inputs.shape).toEqual([5, 2]);
});

test('values of both files make the inputs and classes, so that the two fit each other', () => {
  const [head, ...lines] = FLOWERS.toString().trim().split('\n');
  const part = (from: number, to?: number): Uint8Array =>
    Buffer.from([head, ...lines.slice(from, to)].join('\n'));
  const { train, test } = readOwnData(table, { file: part(0, 3), testFile: part(5) });
  expect(train.inputs.shape).toEqual([3, 6]);
  expect(test.inputs.shape).toEqual([5, 6]);
  expect([...test.labels]).toEqual([2, 2, 1, 2, 0]);
});

test('the share for the test is cut off without loss, the same each time, whatever the rows hold', () => {
  const numbers = (add: number): Uint8Array =>
    Buffer.from(`x,y\n${Array.from({ length: 1000 }, (_, i) => `${i + add},${i % 2}`).join('\n')}`);
  const data = { ...table, target: 'y', categorical: [], test: 0.29 };
  const { train, test } = readOwnData(data, { file: numbers(0) });
  expect(test.labels).toHaveLength(290); // 0.29 · 1000 is 289.99…97 in floating point
  const all = [...train.inputs.values, ...test.inputs.values].sort((a, b) => a - b);
  expect(all).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  for (const part of [train, test]) {
    expect([...part.labels]).toEqual([...part.inputs.values].map((value) => value % 2));
  }
  const again = readOwnData(data, { file: numbers(5) });
  expect([...again.test.inputs.values]).toEqual([...test.inputs.values].map((value) => value + 5));
  // Spread over the table, not a piece of it: each quarter has its share, within four sigma.
  for (const quarter of [0, 1, 2, 3]) {
    const here = [...test.inputs.values].filter((value) => Math.floor(value / 250) === quarter);
    expect(Math.abs(here.length - 72.5)).toBeLessThan(4 * Math.sqrt(250 * 0.29 * 0.71));
  }
});

test('NumPy’s arrays are read as numbers, their classes counted', () => {
  const file = (name: string): Uint8Array => readFileSync(`test/data/${name}.npy`);
  const files = { inputs: file('inputs'), targets: file('targets') };
  const { train, test } = readOwnData({ format: 'npy', files: {}, test: 0.25 }, files);
  expect([train.inputs.shape, test.inputs.shape]).toEqual([
    [15, 3],
    [5, 3],
  ]);
  expect(train.classes).toBe(4);
  for (const { inputs, labels } of [train, test]) {
    for (const [row, [first]] of rows(inputs.values, 3).entries()) {
      expect(Math.round((first! * 10) / 3) % 4).toBe(labels[row]);
    }
  }
});

test('a column to predict as a number keeps its numbers, each with its sample', () => {
  const data = { ...table, target: 'width', ignore: ['species'], targets: 'numbers' } as const;
  const { train, test } = readOwnData({ ...data, test: 0.3 }, { file: FLOWERS });
  expect([train.labels, test.labels].map(({ length }) => length)).toEqual([7, 3]);
  expect(train.classes).toBe(0);
  // Four colours, then the height; in the table each height has one width.
  const widths: Readonly<Record<number, number>> = {
    ...{ 10.5: 3, 9: 2.5, 30: 8, 28.5: 7.5, 12: 3.5 },
    ...{ 5: 1, 4.5: 1, 33: 9, 4: 0.5, 11: 3 },
  };
  for (const { inputs, labels } of [train, test]) {
    expect(labels).toBeInstanceOf(Float32Array);
    const heights = rows(inputs.values, 5).map((row) => row[4]!);
    expect([...labels]).toEqual(heights.map((height) => widths[height]));
  }
});

test('NumPy’s targets are one number a sample, or a row of them', () => {
  const file = (name: string): Uint8Array => readFileSync(`test/data/${name}.npy`);
  const read = (targets: string): ReturnType<typeof readOwnData> =>
    readOwnData(
      { format: 'npy', files: {}, test: 0.25, targets: 'numbers' },
      { inputs: file('inputs'), targets: file(targets) },
    );
  // Sample i has the inputs 3i/10 …, the number i/4, or the pair 2i/8 and (2i + 1)/8.
  for (const { inputs, labels } of Object.values(read('numbers'))) {
    const samples = rows(inputs.values, 3).map(([first]) => Math.round((first! * 10) / 3));
    expect([...labels]).toEqual(samples.map((i) => i / 4));
  }
  for (const { inputs, labels } of Object.values(read('pairs'))) {
    const samples = rows(inputs.values, 3).map(([first]) => Math.round((first! * 10) / 3));
    expect(rows(labels, 2)).toEqual(samples.map((i) => [i / 4, (2 * i + 1) / 8]));
  }
});

test('images of one’s own stay bytes, and may be gzipped', () => {
  const images = encodeIdx({
    shape: [4, 2, 2],
    values: Uint8Array.from({ length: 16 }, (_, i) => i),
  });
  const labels = encodeIdx({ shape: [4], values: Uint8Array.of(0, 1, 1, 0) });
  const files = { images: gzipSync(images), labels, testImages: images, testLabels: labels };
  const { train, test } = readOwnData({ format: 'idx', files: {}, test: null }, files);
  expect(train.inputs.values).toEqual(Uint8Array.from({ length: 16 }, (_, i) => i));
  expect(test).toEqual(train);
});
