/** A JSON Schema, 2020-12. */
export type Schema = { readonly [keyword: string]: unknown };

/** One field of the spec: what it takes, what it means, and what else people call it. */
export interface Field {
  readonly schema: Schema;
  /** Shown by editors, in errors about a missing field, and in docs/spec.md. */
  readonly doc: string;
  readonly required?: true;
  /** What a field that is left out stands for. Not in a step's key, so that it may be added later. */
  readonly default?: unknown;
  /** The same in words, where it follows from something else, as the end of `Default: …`. */
  readonly otherwise?: string;
  /** Values that editors offer and show. */
  readonly examples?: readonly unknown[];
  /** Other libraries' names for it. Never accepted, only explained. */
  readonly aliases?: readonly string[];
}
export type Fields = { readonly [name: string]: Field };

/** A map of exactly these fields. */
export function mapOf(fields: Fields, more: Schema = {}): Schema {
  const required = Object.keys(fields).filter((name) => fields[name]!.required);
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]),
    ),
    ...more,
  };
}

function fieldSchema({ schema, doc, default: value, otherwise, examples }: Field): Schema {
  const words = value === undefined ? otherwise : defaultText(value);
  return {
    description: words === undefined ? doc : `${doc} Default: ${words}.`,
    ...schema,
    ...(value === undefined ? {} : { default: value }),
    ...(examples === undefined ? {} : { examples }),
  };
}

/** A default as a spec would have it: `[best, last]`. */
export function defaultText(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}

/**
 * No more than so many fields of a map. Beside the map and not in it: yaml-language-server counts the
 * field that is being typed, and would offer none.
 */
export const atMost = (fields: number): Schema => ({ allOf: [{ maxProperties: fields }] });

/** What `atMost` says of a map. */
export function mostFieldsOf({ allOf }: Schema): number {
  const [bound] = (allOf ?? []) as readonly Schema[];
  return bound === undefined ? Infinity : (bound['maxProperties'] as number);
}

export const wholeNumber = (minimum: number, maximum: number): Schema => ({
  type: 'integer',
  minimum,
  maximum,
});
/** Above one number and below another. */
export const numberBetween = (above: number, below: number): Schema => ({
  type: 'number',
  exclusiveMinimum: above,
  exclusiveMaximum: below,
});
export const positiveNumber: Schema = { type: 'number', exclusiveMinimum: 0 };
export const notNegative: Schema = { title: 'a number from 0 up', type: 'number', minimum: 0 };
export const fromZeroToBelowOne: Schema = {
  title: 'a number from 0 to below 1',
  type: 'number',
  minimum: 0,
  exclusiveMaximum: 1,
};
export const trueOrFalse: Schema = { title: '`true` or `false`', type: 'boolean' };
export const choice = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });
export const text = (maxLength: number): Schema => ({ type: 'string', minLength: 1, maxLength });

/** The schema, or an expression whose value fits it. */
export function orExpression(schema: Schema): Schema {
  const branches = Array.isArray(schema['anyOf'])
    ? (schema['anyOf'] as readonly Schema[])
    : [schema];
  const { anyOf: _, ...annotations } = schema;
  return {
    ...(Array.isArray(schema['anyOf']) ? annotations : {}),
    anyOf: [...branches, { $ref: '#/$defs/expression' }],
  };
}

export const EXPRESSION_SCHEMA: Schema = {
  description:
    'An expression: ${{ matrix.NAME }} stands for the variant’s value of that variable, ${{ vars.NAME }} for a value of `vars`, ${{ seed }} for the trial’s seed.',
  type: 'string',
  pattern: '\\$\\{\\{',
};
