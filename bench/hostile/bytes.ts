import type { HostileInput } from './input.ts';
import { NUL, spoil, UNSPOILT } from './unspoilt.ts';

/** Bytes that are no text, and texts in which a character is none. */
export function byteInputs(): readonly HostileInput[] {
  return Object.entries({
    'no bytes': new Uint8Array(),
    'a byte order mark alone': new Uint8Array([0xef, 0xbb, 0xbf]),
    'a megabyte of NUL': new Uint8Array(1_000_000),
    '250 kB of NUL': new Uint8Array(250_000),
    'any bytes': Uint8Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 251),
    'a PNG': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
    'a gzip': new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]),
    'Latin-1': afterSpec(0xe9, 0x0a),
    'a file that ends within a character': afterSpec(0xe2, 0x82),
    'an overlong NUL': afterSpec(0xc0, 0x80),
    'a surrogate in UTF-8': afterSpec(0xed, 0xa0, 0x80),
    'UTF-16, little-endian': utf16(true, '\uFEFF'),
    'UTF-16, big-endian': utf16(false, '\uFEFF'),
    'UTF-16 without a mark, little-endian': utf16(true, ''),
    'UTF-16 without a mark, big-endian': utf16(false, ''),
    'a NUL in the text': spoil(['mnist', `mn${NUL}ist`]),
    'a NUL in a comment': `# ${NUL}\n${spoil(['epochs', 'epochz'])}`,
    'a lone surrogate in the text': spoil(['mnist', 'mn\uD800ist']),
    'a lone surrogate beside a mistake': spoil(['epochs: 1', 'epochz: 1 # \uDC00']),
    'an escaped lone surrogate': spoil(['mnist', '"mn\\uD800ist"']),
    'mistakes amid emoji': spoil(['epochs: 1', `"${FACES}": 1, "x${FACES}": 1, epochs: 1`]),
    'old Macs’ line breaks': UNSPOILT.replaceAll('\n', '\r'),
  }).map(([name, spec]) => ({ name, spec }));
}

/** Each is two code units: a cut between them leaves half a character. */
const FACES = '\u{1F600}'.repeat(200);

function afterSpec(...bytes: readonly number[]): Uint8Array {
  return new Uint8Array([...new TextEncoder().encode(`${UNSPOILT}# `), ...bytes]);
}

function utf16(littleEndian: boolean, mark: string): Uint8Array {
  const text = mark + UNSPOILT;
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
}
