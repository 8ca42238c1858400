import type { HostileInput } from './input.ts';
import { LONG, spoil, UNSPOILT } from './unspoilt.ts';

/** What YAML can say beyond data, and what looks like YAML. */
export function yamlInputs(): readonly HostileInput[] {
  return Object.entries({
    'a function by its tag': `${UNSPOILT}question: !!js/function "() => process.exit()"\n`,
    'a call by its tag': '!!python/object/apply:os.system ["reboot"]\n',
    'bytes by their tag': `${UNSPOILT}question: !!binary R0lGODlhDAAMAIQAAP==\n`,
    'a set by its tag': `${UNSPOILT}question: !!set { a, b }\n`,
    'a date by its tag': `${UNSPOILT}question: !!timestamp 2026-01-01\n`,
    'a tag of 10 kB': `${UNSPOILT}question: !${LONG} x\n`,
    'a directive of 10 kB': `%${LONG} x\n---\n${UNSPOILT}`,
    'another YAML': `%YAML 1.1\n---\n${UNSPOILT}`,
    'a directive for tags': `%TAG ! tag:evil,2026:\n---\n${UNSPOILT}question: !x y\n`,
    'a merge key': spoil(['data: {', 'data: &d {'], ['training: {', 'training: { <<: *d, ']),
    'an alias of itself': '&a [*a]\n',
    'an alias of nothing': spoil(['mnist', '*x']),
    'an alias of 10 kB': spoil(['mnist', `*${LONG}`]),
    'an alias as a key': 'a: &a x\n*a : 1\n',
    'a list as a key': '? [a, b]\n: 1\n',
    'a billion laughs': `epochal: 1\ndata: ${laughs(9, 10)}\n`,
    'two documents': `${UNSPOILT}---\n${UNSPOILT}`,
    'two documents with dots between': `${UNSPOILT}...\n${UNSPOILT}`,
    'the same field twice': `${UNSPOILT}seeds: [1]\n`,
    'a quote that never ends': spoil(['it helps', '"it helps']),
    'JSON with a comma too many': '{"epochal": 1,, }',
    JavaScript: 'module.exports = { epochal: 1 };\n',
    HTML: '<!doctype html><title>404</title>',
    'a word': 'epochal',
    'a list': '- epochal: 1\n',
  }).map(([name, spec]) => ({ name, spec }));
}

/** Lists of `width` aliases of the list before: width^depth values from a line. */
export function laughs(depth: number, width: number): string {
  const lists = Array.from({ length: depth }, (_, i) => {
    const before = Array.from({ length: width }, () => `*a${i}`).join(', ');
    return `, a${i + 1}: &a${i + 1} [${before}]`;
  });
  return `{ a0: &a0 [x]${lists.join('')} }`;
}
