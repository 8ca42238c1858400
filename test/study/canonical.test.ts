import { canonicalJson } from '../../study/canonical.ts';
import { digestOf, sha256 } from '../../study/digest.ts';

// RFC 8785, section 3.2.3, without its non-ASCII escapes spelled out.
test('members are sorted by UTF-16 code unit, as in RFC 8785', () => {
  const value = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  };
  expect(Object.values(JSON.parse(canonicalJson(value)) as object)).toEqual([
    'One', // JSON.parse puts integer keys first, where they are by code unit only after \r
    'Carriage Return',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
  expect(canonicalJson(value).startsWith('{"\\r":"Carriage Return","1":"One",')).toBe(true);
});

// RFC 8785, appendix B.
test.each([
  [0, '0'],
  [-0, '0'],
  [5e-324, '5e-324'],
  [-1.7976931348623157e308, '-1.7976931348623157e+308'],
  [9007199254740992, '9007199254740992'],
  [295147905179352830000, '295147905179352830000'],
  [9.999999999999997e22, '9.999999999999997e+22'],
  [1e23, '1e+23'],
  [333333333.3333333, '333333333.3333333'],
])('the number %p is written %s', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test('the order in which members were set makes no difference', () => {
  expect(canonicalJson({ a: 1, b: [{ d: null, c: true }] })).toBe(
    canonicalJson({ b: [{ c: true, d: null }], a: 1 }),
  );
});

test('a key called __proto__ is a key', () => {
  expect(canonicalJson(JSON.parse('{"b":1,"__proto__":2}'))).toBe('{"__proto__":2,"b":1}');
});

const cycle: unknown[] = [];
cycle.push(cycle);
test.each([
  ['NaN', { a: NaN }],
  ['Infinity', [Infinity]],
  ['undefined', { a: undefined }],
  ['undefined', undefined],
  // eslint-disable-next-line no-sparse-arrays
  ['undefined', [1, , 2]],
  ['a string with a lone surrogate', '\ud800'],
  ['a string with a lone surrogate', { '\udc00': 1 }],
  ['bigint', 1n],
  ['function', () => 1],
  ['an instance of Date', new Date(0)],
  ['an instance of Map', { a: new Map() }],
  ['an instance of Uint8Array', new Uint8Array(2)],
  ['a cycle', cycle],
])('%s is refused', (what, value) => {
  expect(() => canonicalJson(value)).toThrow(new RegExp(`cannot hold ${what} `));
});

test('the same object twice is no cycle', () => {
  const shared = { x: 1 };
  expect(canonicalJson([shared, shared])).toBe('[{"x":1},{"x":1}]');
});

// FIPS 180-2, appendix B.1; the empty digest is NIST's.
test('digests are SHA-256', () => {
  expect(sha256('abc')).toBe(
    'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(sha256(new Uint8Array())).toBe(
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
  expect(digestOf({ b: 1, a: [] })).toBe(sha256('{"a":[],"b":1}'));
});
