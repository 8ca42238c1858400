import Ajv2020 from 'ajv/dist/2020';
import type { ValidateFunction } from 'ajv/dist/2020';
import type { Diagnostic } from './diagnostics.ts';
import { explain } from './explain.ts';
import { EXPRESSION_SCHEMA, mapOf } from './fields.ts';
import type { Fields } from './fields.ts';
import { hasExpression } from './expressions.ts';
import { LAYER_SCHEMA, readLayer } from './layers.ts';
import { LIMITS } from './limits.ts';
import { studySchema } from './schema.ts';
import { OWN_FIELDS } from './own-data.ts';
import type { OwnFormat } from './own-data.ts';
import { ROOT_FIELDS, SPLIT_SCHEMA } from './sections.ts';
import type { Layer } from './spec.ts';
import { scalarsOf, toPlain } from './tree.ts';
import type { SpecNode } from './tree.ts';
import { TRIAL_SECTIONS } from './paths.ts';

/** Phase 3a: the tree against the JSON Schema: unknown, missing and ill-typed fields. */
export function validateSpec(root: SpecNode): readonly Diagnostic[] {
  specSchema ??= compile(studySchema());
  return check(specSchema, root);
}

/** The same for one variant's sections, with the matrix's values in place of expressions. */
export function validateTrial(sections: SpecNode): readonly Diagnostic[] {
  trialSchema ??= compile({
    ...mapOf(TRIAL_FIELDS),
    $defs: { expression: EXPRESSION_SCHEMA },
  });
  return check(trialSchema, sections);
}

/** The layers of a trial, when each is valid and holds no expression any more. */
export function validLayers(list: SpecNode): readonly Layer[] | undefined {
  layersSchema ??= compile({
    type: 'array',
    items: LAYER_SCHEMA,
    $defs: { expression: EXPRESSION_SCHEMA },
  });
  if (scalarsOf(list).some(({ value }) => hasExpression(value))) return undefined;
  const layers = toPlain(list) as readonly (string | Record<string, unknown>)[];
  return layersSchema(layers) ? layers.map(readLayer) : undefined;
}

/** Whether what stands under `csv`, `npy` or `idx` is right, and holds no expression any more. */
export function isValidOwnData(format: OwnFormat, node: SpecNode): boolean {
  const schema = (ownSchemas[format] ??= compile(mapOf(OWN_FIELDS[format])));
  return !scalarsOf(node).some(({ value }) => hasExpression(value)) && schema(toPlain(node));
}

/** Whether what stands under `split` is right, and holds no expression any more. */
export function isValidSplit(node: SpecNode): boolean {
  splitSchema ??= compile({ ...SPLIT_SCHEMA, $defs: { expression: EXPRESSION_SCHEMA } });
  return !scalarsOf(node).some(({ value }) => hasExpression(value)) && splitSchema(toPlain(node));
}

// A section that is missing has been told already.
const TRIAL_FIELDS: Fields = Object.fromEntries(
  TRIAL_SECTIONS.map((name) => {
    const { schema, doc } = ROOT_FIELDS[name]!;
    return [name, { schema, doc }];
  }),
);

let specSchema: ValidateFunction | undefined;
let trialSchema: ValidateFunction | undefined;
let layersSchema: ValidateFunction | undefined;
let splitSchema: ValidateFunction | undefined;
const ownSchemas: Partial<Record<OwnFormat, ValidateFunction>> = {};

function compile(schema: object): ValidateFunction {
  const ajv = new Ajv2020({
    allErrors: true, // one run shows everything; LIMITS bound how much that can be
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    ownProperties: true,
  });
  return ajv.compile(schema);
}

function check(schema: ValidateFunction, root: SpecNode): readonly Diagnostic[] {
  if (schema(toPlain(root))) return [];
  // Sorting and wording hundreds of thousands of errors would take longer than finding them.
  return explain((schema.errors ?? []).slice(0, LIMITS.errors), root);
}
