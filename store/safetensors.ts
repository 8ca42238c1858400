/** One tensor: row-major values and their shape. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Tensors by name, and the header's free-form strings. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const MAX_HEADER_BYTES = 100_000_000; // the reference implementation's limit

/**
 * The bytes of a safetensors file, float32 only. The same tensors and metadata give the same bytes:
 * names in code-unit order, header padded with spaces to 8 bytes.
 *
 * Source: https://huggingface.co/docs/safetensors, "Format".
 */
export function encodeSafetensors(file: TensorFile): Uint8Array<ArrayBuffer> {
  const names = [...file.tensors.keys()].sort();
  const header: Record<string, unknown> = {};
  const metadataKeys = Object.keys(file.metadata).sort();
  if (metadataKeys.length > 0) {
    header['__metadata__'] = Object.fromEntries(metadataKeys.map((k) => [k, file.metadata[k]]));
  }
  let end = 0;
  for (const name of names) {
    const tensor = file.tensors.get(name)!;
    const start = end;
    end += tensor.values.byteLength;
    header[name] = { dtype: 'F32', shape: tensor.shape, data_offsets: [start, end] };
  }
  let json = new TextEncoder().encode(JSON.stringify(header));
  if (json.length % 8 !== 0) {
    const padded = new Uint8Array(json.length + 8 - (json.length % 8)).fill(0x20);
    padded.set(json);
    json = padded;
  }
  const bytes = new Uint8Array(8 + json.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  let offset = 8 + json.length;
  for (const name of names) {
    const { values } = file.tensors.get(name)!;
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file of float32 tensors.
 *
 * @throws Error naming the defect when the bytes are not such a file.
 */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
  if (bytes.length < 8)
    throw new Error(`safetensors: ${bytes.length} bytes, shorter than a header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAX_HEADER_BYTES || 8 + headerLength > bytes.length) {
    throw new Error(`safetensors: header of ${headerLength} bytes in a file of ${bytes.length}`);
  }
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)),
  ) as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
  const tensors = new Map<string, Tensor>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      metadata = entry as unknown as Record<string, string>;
      continue;
    }
    const [start, end] = entry.data_offsets;
    const count = entry.shape.reduce((product, size) => product * size, 1);
    if (
      entry.dtype !== 'F32' ||
      end - start !== count * 4 ||
      8 + headerLength + end > bytes.length
    ) {
      throw new Error(`safetensors: tensor ${name} does not fit its header`);
    }
    // A copy: the file's offsets need not be aligned to 4 bytes in memory.
    // Not `slice`, which on a Buffer shares the memory.
    const data = new Uint8Array(bytes.subarray(8 + headerLength + start, 8 + headerLength + end));
    tensors.set(name, { shape: entry.shape, values: new Float32Array(data.buffer) });
  }
  return { tensors, metadata };
}
