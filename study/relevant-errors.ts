import type { ErrorObject } from 'ajv';

/**
 * Of a validator's errors those that a reader needs: of each `anyOf` only the branch that the
 * value's type chooses, or the `anyOf` itself when none does.
 */
export function relevantErrors(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const own = errors.filter(
    ({ schemaPath, propertyName }) =>
      !schemaPath.startsWith('#/$defs/expression') && propertyName === undefined,
  );
  const wrongType = new Set(
    own.flatMap(({ keyword, schemaPath, instancePath }) =>
      keyword === 'type' && BRANCH.test(schemaPath)
        ? [`${instancePath} ${BRANCH.exec(schemaPath)![1]}`]
        : [],
    ),
  );
  const chosen = own.filter(({ schemaPath, instancePath }) => {
    const branch = BRANCH.exec(schemaPath)?.[1];
    return branch === undefined || !wrongType.has(`${instancePath} ${branch}`);
  });
  // Every `anyOf` that has an error within, by its place in schema and spec.
  const explained = new Set<string>();
  for (const { instancePath, schemaPath } of chosen) {
    for (const { index } of schemaPath.matchAll(/\/anyOf(?=\/)/g)) {
      const segments = instancePath.split('/');
      for (let n = segments.length; n > 0; n--) {
        explained.add(`${segments.slice(0, n).join('/')} ${schemaPath.slice(0, index)}`);
      }
    }
  }
  return chosen.filter(
    ({ keyword, instancePath, schemaPath }) =>
      keyword !== 'anyOf' || !explained.has(`${instancePath} ${schemaPath.slice(0, -6)}`),
  );
}

/** A branch of an `anyOf`, for an error of a keyword of that branch itself. */
const BRANCH = /^(.*\/anyOf\/\d+)\/\w+$/;
