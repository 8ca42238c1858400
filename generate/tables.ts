import { defaultText } from '../study/fields.ts';
import type { Field, Fields } from '../study/fields.ts';
import type { Kinds } from '../study/kinds.ts';
import type { StepTypeInfo } from '../study/steps.ts';
import { describeSchema } from '../study/words.ts';
import { markdownTable } from './markdown-table.ts';

/** Where the documentation of a place begins: an anchor, `#optimizers`. */
type Sections = ReadonlyMap<string, string>;

/** A row for each field. */
export function fieldTable(place: string, fields: Fields, sections: Sections): string {
  const rows = Object.entries(fields).map(([name, field]) => {
    const { takes, standard } = cellsOf(place === '' ? name : `${place}.${name}`, field, sections);
    return [code(name), field.doc, takes, standard];
  });
  return markdownTable(['field', 'what it is', 'takes', 'default'], rows);
}

/** A row for each kind, and a row for each field that any of them has. */
export function kindTables(place: string, kinds: Kinds, sections: Sections): string {
  const written = Object.values(kinds).map(({ example, doc }) => [code(example), doc]);
  const rows = new Map<string, { readonly cells: readonly string[]; readonly of: string[] }>();
  for (const [type, { fields }] of Object.entries(kinds)) {
    for (const [name, field] of Object.entries(fields)) {
      const { takes, standard } = cellsOf(`${place}.${type}.${name}`, field, sections);
      const cells = [code(name), field.doc, takes, standard];
      const key = JSON.stringify([name, field.doc, describeSchema(field.schema), standard]);
      const row = rows.get(key) ?? { cells, of: [] };
      rows.set(key, row);
      row.of.push(type);
    }
  }
  const names = Object.keys(kinds);
  const fields = [...rows.values()].map(({ cells: [name, ...cells], of }) => [
    name!,
    of.length === names.length && of.length > 1 ? 'all' : of.join(', '),
    ...cells,
  ]);
  const tables = [markdownTable(['written', 'what it does'], written)];
  if (fields.length > 0) {
    tables.push(markdownTable(['field', 'of', 'what it is', 'takes', 'default'], fields));
  }
  return tables.join('\n\n');
}

/** A row for each type of step. */
export function stepTable(steps: Readonly<Record<string, StepTypeInfo>>): string {
  const rows = Object.entries(steps).map(([type, { doc, per, inputs, outputs, optional = [] }]) => [
    code(type),
    doc,
    code(per),
    Object.keys(inputs ?? {})
      .map((name) => code(name) + (optional.includes(name) ? ' (optional)' : ''))
      .join(', '),
    Object.keys(outputs).map(code).join(', '),
  ]);
  return markdownTable(['type', 'what it does', 'per', 'inputs', 'outputs'], rows);
}

function cellsOf(
  place: string,
  { schema, required, default: value, otherwise }: Field,
  sections: Sections,
): { readonly takes: string; readonly standard: string } {
  const takes = describeSchema(schema);
  const anchor = sections.get(place) ?? sections.get(`${place}[]`) ?? sections.get(`${place}.ID`);
  return {
    takes: anchor === undefined ? takes : `[${takes}](${anchor})`,
    standard: required
      ? 'required'
      : value === undefined
        ? (otherwise ?? '')
        : code(defaultText(value)),
  };
}

function code(text: string): string {
  return `\`${text}\``;
}
