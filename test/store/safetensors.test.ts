import { decodeSafetensors, encodeSafetensors } from '../../store/safetensors.ts';
import type { TensorFile } from '../../store/safetensors.ts';

function file(
  tensors: Readonly<Record<string, { shape: readonly number[]; values: readonly number[] }>>,
  metadata: Readonly<Record<string, string>> = {},
): TensorFile {
  const entries = Object.entries(tensors).map(
    ([name, { shape, values }]) => [name, { shape, values: Float32Array.from(values) }] as const,
  );
  return { tensors: new Map(entries), metadata };
}

/** A file put together by hand: what a header says and what the data is need not agree. */
function bytesOf(header: unknown, data: Uint8Array = new Uint8Array()): Uint8Array {
  const json = typeof header === 'string' ? header : JSON.stringify(header);
  const encoded = new TextEncoder().encode(json);
  const bytes = new Uint8Array(8 + encoded.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(encoded.length), true);
  bytes.set(encoded, 8);
  bytes.set(data, 8 + encoded.length);
  return bytes;
}

const SMALL = file(
  {
    '0.weight': { shape: [2, 3], values: [1, -2, 0.5, 0, 3.25, -0.125] },
    '0.bias': { shape: [2], values: [7, 8] },
    step: { shape: [], values: [42] },
  },
  { position: '17', by: 'a test' },
);

test('tensors and metadata are read back as they were written', () => {
  const read = decodeSafetensors(encodeSafetensors(SMALL));
  expect(new Map([...read.tensors].sort())).toEqual(new Map([...SMALL.tensors].sort()));
  expect(read.metadata).toEqual(SMALL.metadata);
});

test('every bit of a float32 survives: infinities, both zeros, the smallest, and NaNs', () => {
  const bits = Uint32Array.of(
    0x7f800000,
    0xff800000,
    0,
    0x80000000,
    1,
    0x7fc00000,
    0x7fc00123,
    0x7f7fffff,
  );
  const values = new Float32Array(bits.buffer);
  const read = decodeSafetensors(
    encodeSafetensors({ tensors: new Map([['x', { shape: [8], values }]]), metadata: {} }),
  );
  expect(new Uint32Array(read.tensors.get('x')!.values.buffer)).toEqual(bits);
});

test('equal tensors give equal bytes, in whatever order they come', () => {
  const turned: TensorFile = {
    tensors: new Map([...SMALL.tensors].reverse()),
    metadata: Object.fromEntries(Object.entries(SMALL.metadata).reverse()),
  };
  expect(encodeSafetensors(turned)).toEqual(encodeSafetensors(SMALL));
});

test('the bytes are those of the format: length, header padded with spaces, values', () => {
  // Source: https://huggingface.co/docs/safetensors, "Format".
  const bytes = encodeSafetensors(
    file({ b: { shape: [1], values: [2] }, a: { shape: [2], values: [1, -1] } }),
  );
  const header =
    '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},' +
    '"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8, ' ');
  // IEEE 754, little-endian: 1 = 3f800000, -1 = bf800000, 2 = 40000000.
  const data = [0, 0, 0x80, 0x3f, 0, 0, 0x80, 0xbf, 0, 0, 0, 0x40];
  expect([...bytes]).toEqual([...bytesOf(padded, Uint8Array.from(data))]);
});

test('a view into larger memory is written and read as what it shows', () => {
  const memory = Float32Array.of(9, 1, 2, 9);
  const values = memory.subarray(1, 3);
  const bytes = encodeSafetensors({
    tensors: new Map([['x', { shape: [2], values }]]),
    metadata: {},
  });
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const read = decodeSafetensors(Buffer.from(shifted.buffer, 3));
  expect([...read.tensors.get('x')!.values]).toEqual([1, 2]);
});

test('what was read shares no memory with the file', () => {
  const bytes = encodeSafetensors(SMALL);
  const read = decodeSafetensors(Buffer.from(bytes.buffer));
  bytes.fill(0);
  expect([...read.tensors.get('0.bias')!.values]).toEqual([7, 8]);
});

test('a file may hold nothing, and a tensor no values', () => {
  expect(decodeSafetensors(encodeSafetensors(file({})))).toEqual(file({}));
  const empty = file({ a: { shape: [0, 3], values: [] }, b: { shape: [1], values: [1] } });
  expect(decodeSafetensors(encodeSafetensors(empty))).toEqual(empty);
});

test('tensors may lie in another order than the header names them', () => {
  const header = {
    a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] },
    b: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
  };
  const data = new Uint8Array(Float32Array.of(5, 6).buffer);
  const { tensors } = decodeSafetensors(bytesOf(header, data));
  expect(tensors.get('a')!.values[0]).toBe(6);
  expect(tensors.get('b')!.values[0]).toBe(5);
});

const EIGHT = new Uint8Array(8);
const one = (entry: unknown): unknown => ({ x: entry });
const tensor = (shape: unknown, offsets: unknown, dtype: unknown = 'F32'): unknown =>
  one({ dtype, shape, data_offsets: offsets });

test.each<[string, Uint8Array, string]>([
  ['nothing', new Uint8Array(), '0 bytes, shorter than a header'],
  ['half a length', new Uint8Array(7), '7 bytes, shorter than a header'],
  ['a length and no header', encodeSafetensors(SMALL).subarray(0, 8), 'in a file of 8'],
  ['a truncated header', encodeSafetensors(SMALL).subarray(0, 40), 'in a file of 40'],
  ['truncated data', encodeSafetensors(SMALL).subarray(0, -1), 'tensors of 36 bytes, data of 35'],
  ['a header of 2^64-1 bytes', new Uint8Array(64).fill(0xff), 'in a file of 64'],
  ['an empty header', bytesOf(''), 'the header does not begin with {'],
  ['a header of spaces before {', bytesOf(' {}'), 'the header does not begin with {'],
  ['a list for a header', bytesOf('[]'), 'the header does not begin with {'],
  ['a header that is not JSON', bytesOf('{"x":'), 'the header is not JSON'],
  ['a header that is not UTF-8', bytesOf('{}').fill(0xff, 9), 'the header is not JSON'],
  ['null for a tensor', bytesOf(one(null)), 'tensor "x" has the type nothing, not F32'],
  ['a number for a tensor', bytesOf(one(1)), 'tensor "x" has the type nothing, not F32'],
  ['another type', bytesOf(tensor([1], [0, 8], 'F64'), EIGHT), 'the type "F64", not F32'],
  ['a list for a type', bytesOf(tensor([2], [0, 8], ['F32']), EIGHT), 'the type ["F32"], not F32'],
  ['no shape', bytesOf(tensor(undefined, [0, 8]), EIGHT), 'has the shape nothing'],
  ['a negative size', bytesOf(tensor([-1, -2], [0, 8]), EIGHT), 'has the shape [-1,-2]'],
  ['half a size', bytesOf(tensor([0.5, 4], [0, 8]), EIGHT), 'has the shape [0.5,4]'],
  ['text for a size', bytesOf(tensor(['2'], [0, 8]), EIGHT), 'has the shape ["2"]'],
  ['a size beyond counting', bytesOf(tensor([2 ** 53, 2 ** 53], [0, 8]), EIGHT), 'has the shape'],
  ['no offsets', bytesOf(tensor([2], undefined), EIGHT), 'has the offsets nothing'],
  ['one offset', bytesOf(tensor([2], [8]), EIGHT), 'has the offsets [8], not 8 bytes apart'],
  ['three offsets', bytesOf(tensor([2], [0, 8, 8]), EIGHT), 'has the offsets [0,8,8]'],
  ['offsets too near', bytesOf(tensor([2], [0, 4]), EIGHT), 'not 8 bytes apart'],
  ['offsets turned round', bytesOf(tensor([2], [8, 0]), EIGHT), 'not 8 bytes apart'],
  ['offsets beyond the end', bytesOf(tensor([2], [4, 12]), EIGHT), 'begins at 4, expected 0'],
  ['data that no tensor covers', bytesOf(tensor([1], [0, 4]), EIGHT), 'of 4 bytes, data of 8'],
  ['data and no tensor', bytesOf({}, EIGHT), 'tensors of 0 bytes, data of 8'],
  ['numbers for metadata', bytesOf({ __metadata__: { a: 1 } }), '__metadata__ is {"a":1}'],
  ['null for metadata', bytesOf({ __metadata__: null }), '__metadata__ is null'],
  ['a list for metadata', bytesOf({ __metadata__: [] }), '__metadata__ is []'],
])('%s is refused with what is wrong', (_, bytes, defect) => {
  expect(() => decodeSafetensors(bytes)).toThrow(defect);
  expect(() => decodeSafetensors(bytes)).toThrow(/^safetensors: /);
});

test.each([
  ['overlap', [0, 8], [4, 12], 12],
  ['share their data', [0, 8], [0, 8], 8],
  ['leave a gap', [0, 8], [12, 20], 20],
])('tensors that %s are refused', (_, first, second, length) => {
  const header = {
    a: { dtype: 'F32', shape: [2], data_offsets: first },
    b: { dtype: 'F32', shape: [2], data_offsets: second },
  };
  expect(() => decodeSafetensors(bytesOf(header, new Uint8Array(length)))).toThrow(
    /^safetensors: tensor "b" begins at \d+, expected 8$/,
  );
});

test('a long defect is shown in part', () => {
  const bytes = bytesOf(
    tensor(
      Array.from({ length: 10_000 }, () => -1),
      [0, 8],
    ),
    EIGHT,
  );
  const message = expect.stringMatching(/^safetensors: .{1,150}$/) as string;
  expect(() => decodeSafetensors(bytes)).toThrow(expect.objectContaining({ message }) as Error);
});

test('any change of any byte of the header gives a clear error or another whole file', () => {
  const whole = encodeSafetensors(SMALL);
  const outcomes = { refused: 0, accepted: 0 };
  const wrong: string[] = [];
  for (let i = 0; i < whole.length - 4 * (6 + 2 + 1); i++) {
    for (let flip = 1; flip < 256; flip++) {
      const bytes = Uint8Array.from(whole);
      bytes[i]! ^= flip;
      try {
        const sizes = [...decodeSafetensors(bytes).tensors.values()].map(
          (t) => t.values.byteLength,
        );
        const header = Number(new DataView(bytes.buffer).getBigUint64(0, true));
        const data = sizes.reduce((sum, size) => sum + size, 0);
        if (8 + header + data !== bytes.length) wrong.push(`byte ${i} ^ ${flip}: ${data} bytes`);
        outcomes.accepted++;
      } catch (error) {
        const { message } = error as Error;
        if (!message.startsWith('safetensors: ')) wrong.push(`byte ${i} ^ ${flip}: ${message}`);
        outcomes.refused++;
      }
    }
  }
  expect(wrong).toEqual([]);
  // Another letter in a name is as good as the first one.
  expect(outcomes.accepted).toBeGreaterThan(0);
  expect(outcomes.refused).toBeGreaterThan(outcomes.accepted);
});

test('every beginning of a file is refused', () => {
  const whole = encodeSafetensors(SMALL);
  for (let length = 0; length < whole.length; length++) {
    expect(() => decodeSafetensors(whole.subarray(0, length))).toThrow(/^safetensors: /);
  }
});
