import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';
import type { Schema } from '../../study/fields.ts';
import { compileWithData, specObject } from './spec-files.ts';

const file = JSON.parse(readFileSync('specs/study.schema.json', 'utf8')) as Schema;
const editor = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(file);

/** A keyword of the schema, and a spec that breaks it. */
interface Broken {
  /** As ajv names it. */
  readonly keyword: string;
  /** Where the value stands. */
  readonly pointer: string;
  readonly spec: unknown;
}

/** How a value gets to its place in a spec. */
interface Place {
  readonly pointer: string;
  readonly put: (value: unknown) => unknown;
}

const ROOT: Place = { pointer: '', put: (value) => value };
const BASE = specObject() as Readonly<Record<string, unknown>>;

/** Every keyword at or below a schema, each broken by itself. */
function broken(schema: Schema, path: string, place: Place): readonly Broken[] {
  const found = Object.entries(schema).flatMap(([keyword, value]): readonly Broken[] => {
    const here = `${path}/${keyword}`;
    switch (keyword) {
      case 'properties':
        return Object.entries(value as Record<string, Schema>).flatMap(([name, field]) =>
          broken(field, `${here}/${name}`, within(schema, place, name)),
        );
      case 'anyOf':
      case 'allOf':
        return (value as readonly Schema[]).flatMap((branch, i) =>
          broken(
            keyword === 'allOf' ? { ...schema, allOf: [], ...branch } : branch,
            `${here}/${i}`,
            place,
          ).filter(
            ({ keyword: name }) => keyword === 'anyOf' || name === `${here}/${i}/maxProperties`,
          ),
        );
      case 'items':
        return broken(value as Schema, here, {
          pointer: `${place.pointer}/0`,
          put: (item) => place.put([item, ...rest(schema, value as Schema)]),
        });
      case 'additionalProperties':
        if (typeof value === 'object') {
          return broken(value as Schema, here, {
            pointer: `${place.pointer}/any`,
            put: (member) => place.put({ any: member }),
          });
        }
        break;
    }
    return violations(schema, keyword).map((wrong) => ({
      keyword: here,
      pointer: place.pointer,
      spec: place.put(wrong),
    }));
  });
  return found;
}

function within(schema: Schema, place: Place, name: string): Place {
  const beside = place.pointer === '' ? BASE : (sample({ ...schema, minProperties: 0 }) as object);
  return {
    pointer: `${place.pointer}/${name}`,
    put: (value) => place.put({ ...beside, [name]: value }),
  };
}

/** What a list needs beside its first item. */
function rest({ minItems = 1 }: Schema, items: Schema): readonly unknown[] {
  return Array.from({ length: Number(minItems) - 1 }, () => sample(items));
}

/** Values that break a keyword, as far as it says anything about one. */
function violations(schema: Schema, keyword: string): readonly unknown[] {
  const value = schema[keyword];
  const limit = Number(value);
  switch (keyword) {
    case 'type':
      return [otherType(value as string | readonly string[])];
    case 'const':
      return [2];
    case 'enum':
      return ['no-such'];
    case 'minimum':
      return [limit - 1];
    case 'maximum':
      return [limit + Math.max(1, limit)]; // 1e100 + 1 is 1e100
    case 'exclusiveMinimum':
      return [limit - 0.5];
    case 'exclusiveMaximum':
      return [limit + 0.5];
    case 'minLength':
      return [''];
    case 'maxLength':
      return ['a'.repeat(limit + 1)];
    case 'pattern':
      return ['-!'];
    case 'minItems':
      return [[]];
    case 'maxItems':
      return [Array.from({ length: limit + 1 }, () => sample(schema['items'] as Schema))];
    case 'uniqueItems':
      return [[sample(schema['items'] as Schema), sample(schema['items'] as Schema)]];
    case 'minProperties':
      return [{}];
    case 'maxProperties':
      return [several(schema, limit + 1)];
    case 'additionalProperties':
      return [{ ...(sample(schema) as object), bogus: 1 }];
    case 'propertyNames':
      return [{ '2nd': sample((schema['additionalProperties'] ?? {}) as Schema) }];
    case 'required':
      return (value as readonly string[]).map((name) => without(sample(schema) as object, name));
    default:
      return [];
  }
}

function otherType(type: string | readonly string[]): unknown {
  if (Array.isArray(type)) return null;
  return type === 'boolean' ? 'text' : true;
}

function several({ properties, additionalProperties }: Schema, count: number): object {
  const fields = Object.entries((properties ?? {}) as Record<string, Schema>).slice(0, count);
  if (fields.length === count) return Object.fromEntries(fields.map(([k, s]) => [k, sample(s)]));
  const names = Array.from({ length: count }, (_, i) => `v${i}`);
  return Object.fromEntries(
    names.map((name) => [name, sample((additionalProperties ?? {}) as Schema)]),
  );
}

function without(map: object, name: string): object {
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));
}

/** The simplest value that a schema takes. */
function sample(schema: Schema): unknown {
  if (schema['const'] !== undefined) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  if (Array.isArray(schema['anyOf'])) return sample(schema['anyOf'][0] as Schema);
  const [type] = [schema['type']].flat();
  switch (type) {
    case 'boolean':
      return true;
    case 'integer':
      return Number(schema['minimum'] ?? 0);
    case 'number':
      return schema['exclusiveMinimum'] === undefined ? Number(schema['minimum'] ?? 0) : 0.5;
    case 'array':
      return Array.from({ length: Number(schema['minItems'] ?? 0) }, () =>
        sample(schema['items'] as Schema),
      );
    case 'object': {
      const {
        required = [],
        properties = {},
        minProperties = 0,
      } = schema as {
        required?: readonly string[];
        properties?: Record<string, Schema>;
        minProperties?: number;
      };
      const names =
        required.length < minProperties ? Object.keys(properties).slice(0, 1) : required;
      if (names.length === 0 && minProperties > 0) {
        return { any: sample(schema['additionalProperties'] as Schema) };
      }
      return Object.fromEntries(names.map((name) => [name, sample(properties[name]!)]));
    }
    default:
      return 'a';
  }
}

const all = broken(file, '#', ROOT).filter(({ keyword }) => !keyword.startsWith('#/$defs'));

test('the schema has keywords to break', () => {
  expect(all.length).toBeGreaterThan(500);
});

test('each keyword of each field refuses something: in an editor', () => {
  const missed = all.filter(({ keyword, spec }) => {
    editor(spec);
    return !editor.errors?.some(({ schemaPath }) => schemaPath === keyword);
  });
  expect(missed.map(({ keyword }) => keyword)).toEqual([]);
});

test('and in the compiler, which says it of this value or of the map or list that it is in', () => {
  const missed = all.filter(({ pointer, spec }) => {
    const compiled = compileWithData(spec as object);
    if (compiled.ok) return true;
    // Of the whole spec, a name or a field that is missing is told where it begins.
    const parent = pointer.replace(/\/[^/]*$/, '');
    return !compiled.diagnostics.some(
      ({ at }) =>
        at.kind === 'object' &&
        (at.pointer.startsWith(pointer) || (parent !== '' && at.pointer === parent)),
    );
  });
  expect(missed.map(({ keyword }) => keyword)).toEqual([]);
});
