import { readFileSync, readdirSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { FIELD_TABLES } from '../../study/vocabulary.ts';
import { compileWithData, specFiles } from './spec-files.ts';

/** Every field as `table.field`; list positions as `[]`, a step's id as `ID`. */
const FIELDS = Object.entries(FIELD_TABLES).flatMap(([table, fields]) =>
  Object.keys(fields).map((name) => (table === '' ? name : `${table}.${name}`)),
);

/** A JSON pointer as the tables call its place. */
function placeOf(pointer: string): string {
  return pointer
    .slice(1)
    .split('/')
    .map((step) => (/^\d+$/.test(step) ? '[]' : step))
    .join('.')
    .replaceAll('.[]', '[]')
    .replace(/^matrix\.(training\.\w+)\[\]/, '$1') // maps as values of a path
    .replace(/^steps\.[^.]+/, 'steps.ID')
    .replace(/\.(kernel|bias)Initializer(?=\.)/, '.kernelInitializer')
    .replace(/\.\w+\.kernelInitializer\./, '.dense.kernelInitializer.');
}

function placesIn(value: unknown, pointer: string, into: Set<string>): void {
  into.add(placeOf(pointer));
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) placesIn(member, `${pointer}/${key}`, into);
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return parseYaml(new TextDecoder().decode(bytes), { uniqueKeys: false, logLevel: 'silent' });
  } catch {
    return undefined; // what is wrong with YAML itself is wrong with no field
  }
}

test('every field stands in a valid spec', () => {
  const own = readdirSync('specs').filter((name) => name.endsWith('.yaml'));
  const valid = [...own.map((name) => readFileSync(`specs/${name}`)), ...good()];
  const places = new Set<string>();
  for (const bytes of valid) placesIn(parsed(bytes), '', places);
  // What extends another spec is no whole one: extends.test.ts has those.
  expect(FIELDS.filter((field) => !places.has(field))).toEqual(['extends']);
});

test('every field is wrong in a bad spec, or missing', () => {
  const wrong = new Set<string>();
  for (const { bytes } of specFiles('bad')) {
    const spec = bytes.length > 100_000 ? undefined : parsed(bytes);
    if (typeof spec !== 'object' || spec === null) continue;
    const compiled = compileWithData(spec);
    for (const { at, code, message } of compiled.ok ? [] : compiled.diagnostics) {
      if (at.kind !== 'object') continue;
      const place = placeOf(at.pointer);
      wrong.add(place).add(place.replace(/\[\]$/, ''));
      if (code !== 'missing-field') continue;
      const [, names] = / needs (.+?)\.( |$)/.exec(message) ?? [];
      for (const [, name] of names?.matchAll(/`(\w+)`/g) ?? []) {
        wrong.add(place === '' ? name! : `${place}.${name}`);
      }
    }
  }
  expect(FIELDS.filter((field) => !wrong.has(field))).toEqual([]);
});

function good(): readonly Uint8Array[] {
  return specFiles('good').map(({ bytes }) => bytes);
}
