import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDataset } from '../../datasets/read-dataset.ts';
import { decodeCifar } from '../../formats/cifar.ts';
import { decodeIdx } from '../../formats/idx.ts';
import { readTar } from '../../formats/tar.ts';

/** A record whose every byte tells its place: the label, then red, green and blue, row by row. */
function record(label: number, red: number): Buffer {
  const pixels = Buffer.alloc(3 * 1024);
  pixels.fill(red, 0, 1024).fill(100, 1024, 2048).fill(200, 2048);
  pixels[33] = 7; // red, in the second row's second column
  return Buffer.concat([Buffer.of(label), pixels]);
}

test('records become images of height, width and channels', () => {
  const { images, labels } = decodeCifar([
    Buffer.concat([record(3, 1), record(9, 2)]),
    record(0, 5),
  ]);
  expect(labels).toEqual({ shape: [3], values: Uint8Array.of(3, 9, 0) });
  expect(images.shape).toEqual([3, 32, 32, 3]);
  const pixel = (image: number, row: number, column: number): number[] => [
    ...images.values.subarray(
      ((image * 32 + row) * 32 + column) * 3,
      ((image * 32 + row) * 32 + column) * 3 + 3,
    ),
  ];
  expect(pixel(0, 0, 0)).toEqual([1, 100, 200]);
  expect(pixel(0, 1, 1)).toEqual([7, 100, 200]);
  expect(pixel(1, 31, 31)).toEqual([2, 100, 200]);
  expect(pixel(2, 0, 1)).toEqual([5, 100, 200]);
});

test('half a record and a class that is none are refused', () => {
  expect(() => decodeCifar([record(0, 0).subarray(1)])).toThrow(
    '3072 bytes are no records of 3073',
  );
  expect(() => decodeCifar([record(0, 0), record(10, 0)])).toThrow('image 1 has the class 10');
});

describe('the archive', () => {
  const folder = mkdtempSync(join(tmpdir(), 'epochal-cifar-'));
  const batches = join(folder, 'cifar-10-batches-bin');
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(() => {
    mkdirSync(batches);
    writeFileSync(join(batches, 'batches.meta.txt'), 'airplane\n');
    writeFileSync(join(batches, 'test_batch.bin'), record(1, 60));
    for (const batch of [1, 2, 3, 4, 5]) {
      writeFileSync(join(batches, `data_batch_${batch}.bin`), record(batch, 10 * batch));
    }
  });
  /** As GNU tar makes it. */
  const pack = (options: string, name: string, what: string): string => {
    execFileSync('tar', [...options.split(' '), name, what], { cwd: folder });
    return join(folder, name);
  };

  test('gives the training batches in their order, and the test batch', async () => {
    const path = pack('-czf', 'all.tar.gz', 'cifar-10-batches-bin');
    const read = await readDataset('cifar-10', { archive: { path, sha256: '' } });
    expect([...decodeIdx(read.trainLabels).values]).toEqual([1, 2, 3, 4, 5]);
    expect([...decodeIdx(read.testLabels).values]).toEqual([1]);
    const { shape, values } = decodeIdx(read.trainImages);
    expect(shape).toEqual([5, 32, 32, 3]);
    expect([0, 1, 2, 3, 4].map((image) => values[image * 3072])).toEqual([10, 20, 30, 40, 50]);
    expect(decodeIdx(read.testImages).values[0]).toBe(60);
  });

  test('that lacks a batch is refused', async () => {
    const path = pack('-czf', 'some.tar.gz', 'cifar-10-batches-bin/data_batch_1.bin');
    const read = readDataset('cifar-10', { archive: { path, sha256: '' } });
    await expect(read).rejects.toThrow('the archive has no data_batch_2.bin');
  });

  test('of long names, with folders and empty files, is read too', () => {
    const deep = join(folder, 'a'.repeat(90), 'b'.repeat(90));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'empty'), '');
    writeFileSync(join(deep, 'one'), 'x');
    const path = pack('--format=ustar -cf', 'deep.tar', 'a'.repeat(90));
    const files = readTar(readFileSync(path));
    const inDeep = (name: string): string => `${'a'.repeat(90)}/${'b'.repeat(90)}/${name}`;
    expect([...files.keys()].sort()).toEqual([inDeep('empty'), inDeep('one')]);
    expect(Buffer.from(files.get(inDeep('one'))!).toString()).toBe('x');
  });

  test('cut off or damaged is refused', () => {
    const bytes = readFileSync(pack('-cf', 'one.tar', 'cifar-10-batches-bin/test_batch.bin'));
    expect(() => readTar(bytes.subarray(0, 700))).toThrow('it ends within cifar-10-batches-bin/');
    expect(() => readTar(bytes.subarray(0, 100))).toThrow('it ends within a header');
    const damaged = Buffer.from(bytes);
    damaged[3]! ^= 1;
    expect(() => readTar(damaged)).toThrow('no header at byte 0');
  });
});
