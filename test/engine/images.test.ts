import { decodeIdx } from '../../formats/idx.ts';
import { createGather, decodeImages } from '../../engine/images.ts';

function idx(shape: readonly number[], values: readonly number[]): Uint8Array {
  const header = [0, 0, 8, shape.length, ...shape.flatMap((length) => [0, 0, 0, length])];
  return Uint8Array.from([...header, ...values]);
}

test('an IDX file is a shape and its bytes', () => {
  const { shape, values } = decodeIdx(idx([2, 3], [1, 2, 3, 4, 5, 6]));
  expect(shape).toEqual([2, 3]);
  expect([...values]).toEqual([1, 2, 3, 4, 5, 6]);
});

test.each([
  ['gzipped', Uint8Array.of(0x1f, 0x8b, 8, 0, 0), 'not an IDX file of unsigned bytes'],
  ['of floats', Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 0), 'not an IDX file of unsigned bytes'],
  ['cut short', idx([2, 3], [1, 2]), 'IDX: 2 values, but shape [2, 3] has 6'],
])('a file that is %s is refused', (_what, bytes, message) => {
  expect(() => decodeIdx(bytes)).toThrow(message);
});

test('images and labels of different counts are refused', () => {
  expect(() => decodeImages(idx([2, 1], [1, 2]), idx([3], [0, 0, 0]))).toThrow(
    '2 images, but labels of shape [3]',
  );
});

test('a batch holds the chosen rows, as float32 of v / 255', () => {
  const images = decodeImages(idx([3, 1, 2], [0, 255, 1, 2, 51, 254]), idx([3], [7, 8, 9]));
  const { values, labels } = createGather(images, 2)(Uint32Array.of(2, 0));
  expect([...values]).toEqual([51 / 255, 254 / 255, 0, 1].map(Math.fround));
  expect([...labels]).toEqual([9, 7]);
});
