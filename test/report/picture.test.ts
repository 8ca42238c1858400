import { decode } from 'fast-png';
import { isPicture, pngUri, shrunk } from '../../report/picture.ts';

test('a picture is the PNG that zlib itself would make', () => {
  const data = Uint8Array.from({ length: 64 }, (_, i) => ((31 * (i % 8)) % 256) >> (i >> 4));
  // What test/reference/png.py prints.
  expect(pngUri({ width: 8, height: 8, channels: 1, depth: 8, data })).toBe(
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAALklEQVR42mNgkLeLrZm96yYDgsEvr2fnG5uDxGDnF5dX0zNDYjCzc/MLi0vDGQBk8QynZSfcxgAAAABJRU5ErkJggg==',
  );
});

test('a coloured picture has its three channels', () => {
  const data = Uint8Array.of(255, 0, 0, 0, 128, 1);
  const uri = pngUri({ width: 2, height: 1, channels: 3, depth: 8, data });
  const read = decode(Buffer.from(uri.slice('data:image/png;base64,'.length), 'base64'));
  expect(read).toMatchObject({ width: 2, height: 1, channels: 3 });
  expect([...read.data]).toEqual([...data]);
});

test.each([
  [[28, 28, 1], true],
  [[32, 32, 3], true],
  [[8, 8, 2], false],
  [[784], false],
])('samples of shape %j are images: %p', (shape, expected) => {
  expect(isPicture(shape)).toBe(expected);
});

test('an image with more pixels than can be seen is drawn with their means', () => {
  // 2 × 130 pixels: blocks of 3 × 3, of which the last column has one and all have two rows.
  const values = Float32Array.from({ length: 260 }, (_, i) => i % 130);
  const image = shrunk({ height: 2, width: 130, channels: 1, values });
  expect([image.height, image.width]).toEqual([1, 44]);
  expect([...image.values.slice(0, 2), image.values[43]]).toEqual([1, 4, 129]);
});

test('the channels of an image are made smaller each by itself', () => {
  const values = Uint8Array.from({ length: 128 * 3 }, (_, i) => [10, 20, 30][i % 3]!);
  const image = shrunk({ height: 1, width: 128, channels: 3, values });
  expect([image.height, image.width]).toEqual([1, 64]);
  expect([...image.values.slice(0, 6)]).toEqual([10, 20, 30, 10, 20, 30]);
});

test('a small image stays as it is', () => {
  const image = { height: 64, width: 64, channels: 1, values: new Uint8Array(64 * 64) };
  expect(shrunk(image)).toBe(image);
});
