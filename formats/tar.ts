const BLOCK = 512;

/**
 * The regular files of a tar archive, by their paths in it.
 *
 * Source: POSIX.1-1988, the ustar interchange format; names of up to 255 characters.
 *
 * @throws Error when the bytes are not such an archive, or end too early.
 */
export function readTar(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; ;) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.length < BLOCK) throw new Error('tar: it ends within a header');
    if (header.every((byte) => byte === 0)) return files;
    if (octal(header, 148, 8) !== checksum(header)) {
      throw new Error(`tar: no header at byte ${at}`);
    }
    const size = octal(header, 124, 12);
    const start = at + BLOCK;
    const type = header[156]!;
    if (type === 0 || type === '0'.charCodeAt(0)) {
      if (start + size > bytes.length) throw new Error(`tar: it ends within ${pathOf(header)}`);
      files.set(pathOf(header), bytes.subarray(start, start + size));
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
}

function pathOf(header: Uint8Array): string {
  const name = text(header, 0, 100);
  const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** The sum of a header's bytes, those of the sum itself counted as spaces. */
function checksum(header: Uint8Array): number {
  return header.reduce((sum, byte, i) => sum + (i >= 148 && i < 156 ? 32 : byte), 0);
}

/** Up to the first NUL. */
function text(header: Uint8Array, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end));
}

function octal(header: Uint8Array, start: number, length: number): number {
  const digits = text(header, start, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : NaN;
}
