import { canonicalJson } from './canonical.ts';
import { atMost, mapOf, orExpression } from './fields.ts';
import type { Fields, Schema } from './fields.ts';

/** One of several things that a place of the spec can hold: a type of layer, an optimizer, … */
export interface Kind {
  readonly doc: string;
  /** As it is written. */
  readonly example: string;
  /** Other libraries' names for it. Never accepted, only explained. */
  readonly aliases: readonly string[];
  readonly fields: Fields;
}
export type Kinds = { readonly [type: string]: Kind };

/** A map of one name to its fields; the bare name where no field is required. */
export function kindSchema(kinds: Kinds, title: string): Schema {
  const bare = Object.keys(kinds).filter((type) => isBare(kinds[type]!));
  const properties = Object.entries(kinds).map(([type, { doc, fields }]) => [
    type,
    { description: doc, ...mapOf(fields) },
  ]);
  return orExpression({
    title,
    anyOf: [
      ...(bare.length === 0 ? [] : [{ title, type: 'string', enum: bare }]),
      {
        type: 'object',
        additionalProperties: false,
        minProperties: 1,
        ...atMost(1),
        properties: Object.fromEntries(properties),
      },
    ],
  });
}

/** Whether the name alone says all. */
export function isBare({ fields }: Kind): boolean {
  return !Object.values(fields).some(({ required }) => required);
}

/** A valid entry, `name` or `{ name: fields }`, with its defaults: `{ type: name, ...fields }`. */
export function readKind(kinds: Kinds, entry: unknown): { readonly type: string } {
  const [type, given] =
    typeof entry === 'string' ? [entry, {}] : Object.entries(entry as Record<string, object>)[0]!;
  return { type, ...withDefaults(kinds[type]!.fields, given) };
}

/** The fields in the table's order, those that are left out with their defaults. */
export function withDefaults(fields: Fields, given: object): Record<string, unknown> {
  const values = given as Readonly<Record<string, unknown>>;
  const filled = Object.entries(fields).map(([name, field]) => [
    name,
    Object.hasOwn(values, name) ? values[name] : field.default,
  ]);
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined)) as Record<
    string,
    unknown
  >;
}

/** What `readKind` gave without the fields that are at their default. */
export function withoutDefaults(
  kinds: Kinds,
  value: { readonly type: string },
): { readonly type?: unknown } {
  const { fields } = kinds[value.type]!;
  const isDefault = (name: string, given: unknown): boolean => {
    const standard = fields[name]?.default;
    return standard !== undefined && canonicalJson(standard) === canonicalJson(given);
  };
  return Object.fromEntries(
    Object.entries(value).filter(([name, given]) => !isDefault(name, given)),
  );
}
