/**
 * Canonical JSON: equal values give equal text, on every machine, in every locale.
 *
 * Members are sorted by UTF-16 code unit, there is no white space, numbers are written as
 * ECMAScript writes them, and -0 is 0.
 *
 * @throws TypeError, naming the place, for what JSON cannot hold without loss: undefined members,
 * NaN and infinities, holes in arrays, lone surrogates, cycles, and objects of a class.
 *
 * Source: RFC 8785 (JSON Canonicalization Scheme).
 */
export function canonicalJson(value: unknown): string {
  return write(value, '', []);
}

function write(value: unknown, path: string, above: readonly object[]): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeString(value, path);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refused(path, String(value));
    return JSON.stringify(value); // RFC 8785 takes ECMAScript's form, in which -0 is "0" too.
  }
  if (typeof value !== 'object') throw refused(path, typeof value);
  if (above.includes(value)) throw refused(path, 'a cycle');
  return Array.isArray(value)
    ? writeArray(value, path, [...above, value])
    : writeObject(value, path, [...above, value]);
}

function writeArray(items: readonly unknown[], path: string, above: readonly object[]): string {
  const parts: string[] = [];
  // By index, since map and forEach would skip holes silently.
  for (let i = 0; i < items.length; i++) parts.push(write(items[i], `${path}/${i}`, above));
  return `[${parts.join(',')}]`;
}

function writeObject(value: object, path: string, above: readonly object[]): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object of another realm (jest, a sandbox) has that realm's Object.prototype.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw refused(path, `an instance of ${value.constructor.name}`);
  }
  const members = Object.entries(value as Record<string, unknown>)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${writeString(k, path)}:${write(v, `${path}/${k}`, above)}`);
  return `{${members.join(',')}}`;
}

function writeString(text: string, path: string): string {
  if (/\p{Surrogate}/u.test(text)) throw refused(path, 'a string with a lone surrogate');
  return JSON.stringify(text);
}

function refused(path: string, what: string): TypeError {
  return new TypeError(`canonical JSON cannot hold ${what} (at ${path === '' ? 'the top' : path})`);
}
