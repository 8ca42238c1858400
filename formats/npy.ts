/** An array of numbers with its shape. */
export interface NumberArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array<ArrayBuffer>;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');

/** How each type of number is read: its bytes, and the number at an offset. */
const TYPES: Readonly<
  Record<string, readonly [bytes: number, read: (view: DataView, at: number) => number]>
> = {
  '|b1': [1, (view, at) => view.getUint8(at)],
  '|u1': [1, (view, at) => view.getUint8(at)],
  '|i1': [1, (view, at) => view.getInt8(at)],
  '<u2': [2, (view, at) => view.getUint16(at, true)],
  '<i2': [2, (view, at) => view.getInt16(at, true)],
  '<u4': [4, (view, at) => view.getUint32(at, true)],
  '<i4': [4, (view, at) => view.getInt32(at, true)],
  '<u8': [8, (view, at) => Number(view.getBigUint64(at, true))],
  '<i8': [8, (view, at) => Number(view.getBigInt64(at, true))],
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
};

/** Whether bytes begin as a file of NumPy's `save`. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.equals(bytes.subarray(0, MAGIC.length));
}

/**
 * Reads an array as NumPy's `save` writes it, as float32.
 *
 * Source: numpy.lib.format, versions 1 to 3.
 *
 * @throws Error naming the defect when the bytes are not such a file, or of a type that is no number.
 */
export function decodeNpy(bytes: Uint8Array): NumberArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!isNpy(bytes) || bytes.length < 12) throw new Error('it is no file of NumPy’s `save`');
  const wide = bytes[6]! > 1; // the version decides how long the header's length is
  const start = wide ? 12 : 10;
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = Buffer.from(bytes.subarray(start, end)).toString('utf8');
  const type = /'descr': *'([^']*)'/.exec(header)?.[1] ?? '';
  const lengths = /'shape': *\(([^)]*)\)/.exec(header)?.[1];
  const known = TYPES[type];
  if (known === undefined || lengths === undefined) {
    throw new Error(`it holds ${type === '' ? 'no plain array' : `the type ${type}`}, not numbers`);
  }
  const shape = lengths.split(',').flatMap((n) => (n.trim() === '' ? [] : [Number(n)]));
  const count = shape.reduce((product, length) => product * length, 1);
  const [size, read] = known;
  if (bytes.length - end !== count * size) {
    const held = `${bytes.length - end} bytes of values`;
    throw new Error(`it has ${held}, and shape [${shape.join(', ')}] needs ${count * size}`);
  }
  const values = new Float32Array(count);
  const at = /'fortran_order': *True/.test(header) ? columnMajor(shape) : (i: number): number => i;
  for (let i = 0; i < count; i += 1) values[i] = read(view, end + size * at(i));
  return { shape, values };
}

/** The file of a float32 array: equal bytes for equal arrays. */
export function encodeNpy({ shape, values }: NumberArray): Uint8Array<ArrayBuffer> {
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${lengths}), }`;
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10; // values begin at 64 bytes
  const bytes = new Uint8Array(10 + length + 4 * values.length);
  bytes.set(MAGIC);
  const view = new DataView(bytes.buffer);
  view.setUint8(6, 1);
  view.setUint16(8, length, true);
  bytes.set(Buffer.from(`${header.padEnd(length - 1)}\n`, 'latin1'), 10);
  for (const [i, value] of values.entries()) view.setFloat32(10 + length + 4 * i, value, true);
  return bytes;
}

/** Where a column-major file has the value of a row-major position. */
function columnMajor(shape: readonly number[]): (position: number) => number {
  return (position) => {
    let rest = position;
    let stride = shape.reduce((product, length) => product * length, 1);
    let at = 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      stride /= shape[axis]!;
      at += (rest % shape[axis]!) * stride;
      rest = Math.floor(rest / shape[axis]!);
    }
    return at;
  };
}
