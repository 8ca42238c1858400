import { LIMITS } from './limits.ts';
import { parseObject } from './parse-object.ts';
import { parseYaml } from './parse-yaml.ts';
import type { Parsed } from './parse-yaml.ts';
import type { DiagnosticCode } from './diagnostics.ts';
import { cut } from './readable.ts';
import { diagnose } from './tree.ts';
import type { Location } from './tree.ts';

/**
 * Phase 1: a spec's bytes, text or object into a tree whose values know where they stand.
 * Size is checked before anything is parsed.
 */
export function parse(source: Uint8Array | string | object, file: string): Parsed {
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) {
    return typeof source === 'object' && source !== null
      ? parseObject(source, file)
      : fail('not-data', { file, pointer: '' }, `A spec is a map, not ${cut(String(source), 40)}.`);
  }
  const size = typeof source === 'string' ? utf8Length(source) : source.length;
  if (size > LIMITS.sourceBytes) {
    return fail(
      'too-large',
      startOf(file, ''),
      `This has ${size} bytes; a spec has at most ${LIMITS.sourceBytes}.`,
    );
  }
  if (typeof source === 'string') return parseText(source, file);
  const invalid = invalidUtf8At(source);
  if (invalid === null) return parseText(new TextDecoder().decode(source), file);
  const before = new TextDecoder().decode(source.subarray(0, invalid));
  const utf16 =
    (source[0] === 0xff && source[1] === 0xfe) || (source[0] === 0xfe && source[1] === 0xff);
  return fail(
    'not-utf8',
    { source: { kind: 'file', file, text: before }, start: before.length, end: before.length + 1 },
    utf16
      ? 'This is UTF-16. Save the file as UTF-8.'
      : `Byte ${invalid} (0x${source[invalid]!.toString(16)}) is not UTF-8. Save the file as UTF-8.`,
  );
}

function utf8Length(text: string): number {
  // Long texts are too large whatever they hold: they need not be encoded.
  return text.length > LIMITS.sourceBytes ? text.length : new TextEncoder().encode(text).length;
}

function parseText(text: string, file: string): Parsed {
  // Without its byte order mark, which is no part of the text.
  const bare = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (!/[^\s]/.test(bare)) return fail('empty', startOf(file, bare), EMPTY);
  const parsed = parseYaml({ kind: 'file', file, text: bare });
  const { root } = parsed;
  const nothing = root?.kind === 'scalar' && root.value === null && parsed.diagnostics.length === 0;
  return nothing ? fail('empty', startOf(file, bare), EMPTY) : parsed;
}

const EMPTY = 'This is empty. A spec begins with `epochal: 1` and `study: NAME`.';

function startOf(file: string, text: string): Location {
  return { source: { kind: 'file', file, text }, start: 0, end: 1 };
}

function fail(code: DiagnosticCode, at: Location, message: string): Parsed {
  return { root: null, diagnostics: [diagnose(code, at, message)] };
}

/** The offset where the first character begins that is not UTF-8; null when all are. */
function invalidUtf8At(bytes: Uint8Array): number | null {
  const decoded = (length: number, whole: boolean): string | null => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    try {
      return decoder.decode(bytes.subarray(0, length), { stream: !whole });
    } catch {
      return null;
    }
  };
  if (decoded(bytes.length, true) !== null) return null;
  let good = 0;
  let bad = bytes.length + 1; // so that a file that ends within a character is found too
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decoded(Math.min(middle, bytes.length), middle > bytes.length) !== null) good = middle;
    else bad = middle;
  }
  // What is decoded so far is whole characters: the bytes after them begin the bad one.
  return new TextEncoder().encode(decoded(Math.min(good, bytes.length), false) ?? '').length;
}
