/** An array of unsigned bytes with its shape, as MNIST publishes them. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes.
 *
 * Source: http://yann.lecun.com/exdb/mnist/, "The IDX file format".
 *
 * @throws Error naming the defect when the bytes are not such a file.
 */
export function decodeIdx(bytes: Uint8Array): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 4 || view.getUint16(0) !== 0 || bytes[2] !== 0x08) {
    throw new Error('not an IDX file of unsigned bytes (it starts with 00 00 08)');
  }
  const axes = bytes[3]!;
  const start = 4 + 4 * axes;
  if (bytes.length < start) throw new Error(`IDX: ${bytes.length} bytes, shorter than its header`);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const values = bytes.subarray(start);
  const count = shape.reduce((product, length) => product * length, 1);
  if (values.length !== count) {
    throw new Error(`IDX: ${values.length} values, but shape [${shape.join(', ')}] has ${count}`);
  }
  return { shape, values };
}

/** The IDX file of an array of unsigned bytes. */
export function encodeIdx({ shape, values }: IdxArray): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  bytes.set([0, 0, 0x08, shape.length]);
  const view = new DataView(bytes.buffer);
  for (const [axis, length] of shape.entries()) view.setUint32(4 + 4 * axis, length);
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}
