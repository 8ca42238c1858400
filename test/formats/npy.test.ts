import { readFileSync } from 'node:fs';
import { decodeNpy, encodeNpy, isNpy } from '../../formats/npy.ts';

/** Files that NumPy wrote: test/reference/arrays.py. */
function saved(name: string): Uint8Array {
  return readFileSync(`test/data/${name}.npy`);
}

const COUNT = Array.from({ length: 24 }, (_, i) => i);

test.each([
  ['float64', COUNT.map((i) => i / 8)],
  ['float32-fortran', COUNT.map((i) => i / 8)],
  ['int64', COUNT.map((i) => i - 12)],
  ['uint8', COUNT],
  ['bool', COUNT.map((i) => i % 2)],
])('reads an array of %s as NumPy saved it', (name, values) => {
  expect(isNpy(saved(name))).toBe(true);
  const array = decodeNpy(saved(name));
  expect(array.shape).toEqual([4, 3, 2]);
  expect([...array.values]).toEqual(values);
});

test('writes an array as NumPy does', () => {
  expect(Buffer.from(encodeNpy(decodeNpy(saved('inputs'))))).toEqual(Buffer.from(saved('inputs')));
  const row = { shape: [3], values: Float32Array.of(1, -0.5, 1e30) };
  expect(decodeNpy(encodeNpy(row))).toEqual(row);
});

test.each([
  ['texts', saved('texts'), 'it holds the type <U1, not numbers'],
  [
    'cut short',
    saved('uint8').subarray(0, -1),
    'it has 23 bytes of values, and shape [4, 3, 2] needs 24',
  ],
  ['of nothing', new Uint8Array(), 'it is no file of NumPy’s `save`'],
  ['of the magic alone', saved('uint8').subarray(0, 6), 'it is no file of NumPy’s `save`'],
])('refuses a file that is %s', (_what, bytes, message) => {
  expect(() => decodeNpy(bytes)).toThrow(message);
});
