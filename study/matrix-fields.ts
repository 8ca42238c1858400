import type { Fields, Schema } from './fields.ts';
import { LIMITS } from './limits.ts';

/** A value of the matrix: one, or a map or list that stands where an expression names it. */
export const VALUE: Schema = {
  title: 'a text, a number, true or false, a map or a list',
  type: ['string', 'number', 'boolean', 'object', 'array'],
  minProperties: 1,
  minItems: 1,
};

/** A variable, or the path of the field that it sets: `model.layers[1].dense.units`. */
export const MATRIX_PATTERN = '^[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_-]*|\\[[0-9]+\\])*$';

export const ASSIGNMENT: Schema = {
  title: 'a map of matrix variables to values such as { activation: relu }',
  type: 'object',
  minProperties: 1,
  maxProperties: LIMITS.variables,
  additionalProperties: VALUE,
};

const ENTRIES: Schema = {
  title: 'a list of maps such as { activation: relu }',
  type: 'array',
  minItems: 1,
  maxItems: LIMITS.trials,
  items: {
    ...ASSIGNMENT,
    propertyNames: { pattern: MATRIX_PATTERN, maxLength: LIMITS.nameLength },
  },
};

/** What `matrix` has besides its variables. */
export const MATRIX_FIELDS: Fields = {
  include: {
    schema: ENTRIES,
    doc: 'Adds its other values to the combinations that have its values of variables; where none has, it is a combination of its own.',
    examples: [[{ activation: 'relu', note: 'as published' }]],
    otherwise: 'none',
    aliases: ['add', 'extra'],
  },
  exclude: {
    schema: ENTRIES,
    doc: 'Removes the combinations that have its values.',
    examples: [[{ activation: 'relu' }]],
    otherwise: 'none',
    aliases: ['except', 'skip'],
  },
};
