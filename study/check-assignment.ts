import type { Diagnostic, DiagnosticCode } from './diagnostics.ts';
import { nearName } from './near-name.ts';
import { diagnose } from './tree.ts';
import type { SpecNode } from './tree.ts';
import type { MatrixVariable } from './variants.ts';
import { listed, shortened } from './words.ts';

/** Whether a map such as `{ activation: relu }` names variables that exist, with values of theirs. */
export function checkAssignment(
  side: SpecNode | undefined,
  variables: readonly MatrixVariable[],
  code: DiagnosticCode,
): readonly Diagnostic[] {
  if (side?.kind !== 'map') return [];
  const names = variables.map(({ name }) => name);
  return side.entries.flatMap(({ key, keyAt, value }) => {
    const variable = variables.find(({ name }) => name === key);
    if (variable === undefined) {
      const near = nearName(key, names);
      const hint =
        near !== undefined
          ? `Did you mean \`${near}\`?`
          : names.length > 0
            ? `It has ${listed(names, 'and')}.`
            : 'The spec has no `matrix` with variables.';
      return [diagnose(code, keyAt, `The matrix has no \`${key}\`. ${hint}`)];
    }
    if (value.kind !== 'scalar' || value.value === null) return [];
    const values = variable.values.map((node) => node.value);
    if (values.includes(value.value)) return [];
    const texts = values.map(String);
    const near = nearName(String(value.value), texts);
    const given = value.holds ? `This ${value.holds.kind}` : textOf(value.value);
    const message =
      `${given} is no value of \`${variable.place}\`. ` +
      (texts.includes(String(value.value))
        ? `It has ${shownType(values[texts.indexOf(String(value.value))])}.`
        : near !== undefined
          ? `Did you mean \`${near}\`?`
          : `It has ${listed([...new Set(texts)], 'and')}.`);
    return [diagnose(code, value.at, message)];
  });
}

function textOf(value: string | number | boolean): string {
  return typeof value === 'string' ? shortened(value) : String(value);
}

function shownType(value: unknown): string {
  return typeof value === 'string'
    ? `the text ${JSON.stringify(value)}`
    : `the ${typeof value} ${String(value)}`;
}
