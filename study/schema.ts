import { EXPRESSION_SCHEMA, mapOf } from './fields.ts';
import type { Schema } from './fields.ts';
import { ROOT_FIELDS } from './sections.ts';

/**
 * The spec's JSON Schema (2020-12), made from the tables of fields. specs/study.schema.json holds
 * the same for editors.
 */
export function studySchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Epochal study',
    description:
      'One study: data, model, training, the variants to compare, the seeds, the question.',
    ...mapOf(ROOT_FIELDS),
    $defs: { expression: EXPRESSION_SCHEMA },
  };
}
