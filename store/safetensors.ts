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
  if (bytes.length < 8) throw malformed(`${bytes.length} bytes, shorter than a header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > MAX_HEADER_BYTES || 8 + headerLength > bytes.length) {
    throw malformed(`header of ${headerLength} bytes in a file of ${bytes.length}`);
  }
  const header = parseHeader(bytes.subarray(8, 8 + headerLength));
  const { __metadata__: metadata = {}, ...tensors } = header;
  if (!isMetadata(metadata)) throw malformed(`__metadata__ is ${show(metadata)}, not strings`);
  const entries = Object.entries(tensors).map(([name, entry]) => parseEntry(name, entry));
  requireWhole(entries, bytes.length - 8 - headerLength);
  const read = entries.map(({ name, shape, start, end }) => {
    // A copy: the file's offsets need not be aligned to 4 bytes in memory.
    // Not `slice`, which on a Buffer shares the memory.
    const data = new Uint8Array(bytes.subarray(8 + headerLength + start, 8 + headerLength + end));
    return [name, { shape, values: new Float32Array(data.buffer) }] as const;
  });
  return { tensors: new Map(read), metadata };
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  /** Bytes from the header's end, `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== 0x7b) throw malformed('the header does not begin with {');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw malformed(`the header is not JSON: ${(error as Error).message}`);
  }
}

function parseEntry(name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (dtype !== 'F32') throw malformed(`tensor ${show(name)} has the type ${show(dtype)}, not F32`);
  if (!isSizes(shape)) throw malformed(`tensor ${show(name)} has the shape ${show(shape)}`);
  const [start, end, ...others] = isSizes(offsets) ? offsets : [];
  const length = 4 * shape.reduce((product, size) => product * size, 1);
  if (start === undefined || end === undefined || others.length > 0 || end - start !== length) {
    throw malformed(
      `tensor ${show(name)} of shape ${show(shape)} has the offsets ${show(offsets)}, not ${length} ` +
        'bytes apart',
    );
  }
  return { name, shape, start, end };
}

/** The tensors fill the file: each begins where another ends. The reference demands it too. */
function requireWhole(entries: readonly Entry[], dataLength: number): void {
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (entry.start !== end) {
      throw malformed(`tensor ${show(entry.name)} begins at ${entry.start}, expected ${end}`);
    }
    end = entry.end;
  }
  if (end !== dataLength) throw malformed(`tensors of ${end} bytes, data of ${dataLength}`);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isMetadata(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}

function show(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}

function malformed(defect: string): Error {
  return new Error(`safetensors: ${defect}`);
}
