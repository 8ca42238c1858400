import { parse } from 'csv-parse/sync';
import { LIMITS } from '../../study/limits.ts';
import type { OwnData } from '../../study/own-data.ts';
import { count, listed } from '../../study/words.ts';
import { nearName } from '../../study/near-name.ts';
import { setAside } from './test-share.ts';
import { DataProblem } from './labelled.ts';
import type { Labelled, OwnSamples } from './labelled.ts';

type CsvData = Extract<OwnData, { format: 'csv' }>;

interface Row {
  /** In the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

interface Table {
  /** The field of the spec that names its file. */
  readonly field: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** A number as people and programs write it: no thousands, no comma, no infinities. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** A column of numbers, or one value of a column of names. */
interface Input {
  /** The column's place in the table. */
  readonly at: number;
  readonly name: string;
  readonly value: string | null;
}

/**
 * A table's samples: each column of numbers is an input, each value of a categorical one is one of
 * its own, 0 or 1.
 *
 * @throws DataProblem naming line and column
 */
export function readCsv(data: CsvData, files: Readonly<Record<string, Uint8Array>>): OwnSamples {
  const table = parseTable('file', files['file']!, data.delimiter);
  const testFile = files['testFile'];
  const testTable = testFile ? parseTable('testFile', testFile, data.delimiter) : null;
  if (testTable !== null) requireSameColumns(table, testTable);
  const target = columnOf(table, data.target, 'target');
  for (const name of data.categorical) columnOf(table, name, 'categorical');
  for (const name of data.ignore) columnOf(table, name, 'ignore');
  const tables = testTable === null ? [table] : [table, testTable];
  for (const each of tables) requireFilled(each, data);
  const targetsOf = data.targets === undefined ? classes(data, tables, target) : numbers(target);
  const inputs = inputsOf(tables, data);
  const labelled = (each: Table): Labelled => ({
    inputs: inputValues(each.field, each.rows, inputs),
    ...targetsOf(each),
  });
  const all = labelled(table);
  return testTable === null ? setAside(all, data.test!) : { train: all, test: labelled(testTable) };
}

type TargetsOf = (table: Table) => Omit<Labelled, 'inputs'>;

/** A column whose values are the classes, sorted by code unit. */
function classes({ target }: CsvData, tables: readonly Table[], at: number): TargetsOf {
  const classNames = valuesOf(tables, at);
  if (classNames.length < 2 || classNames.length > LIMITS.classes) {
    const values = `\`${target}\` has ${count(classNames.length)} different values`;
    const help = classNames.every(isNumber)
      ? ' To predict the number, write `loss: meanSquaredError` under `training`.'
      : '';
    throw new DataProblem('target', `${values}: there are 2 to ${LIMITS.classes} classes.${help}`);
  }
  return ({ rows }) => ({
    labels: Uint8Array.from(rows, ({ cells }) => classNames.indexOf(cells[at]!)),
    classes: classNames.length,
    classNames,
  });
}

/** A column of numbers to predict. */
function numbers(at: number): TargetsOf {
  return ({ field, columns, rows }) => ({
    labels: Float32Array.from(rows, ({ line, cells }) => {
      const cell = cells[at]!;
      if (isNumber(cell)) return Number(cell);
      const message =
        `\`meanSquaredError\` predicts numbers, and \`${columns[at]!}\` is ${JSON.stringify(cell)} in ` +
        `line ${line}${field === 'file' ? '' : ` of \`${field}\``}. Take another column, or for classes \`crossEntropy\`.`;
      throw new DataProblem('target', message);
    }),
    classes: 0,
  });
}

function inputsOf(tables: readonly Table[], data: CsvData): readonly Input[] {
  const inputs = tables[0]!.columns.flatMap((name, at): readonly Input[] => {
    if (name === data.target || data.ignore.includes(name)) return [];
    if (!data.categorical.includes(name)) return [{ at, name, value: null }];
    return valuesOf(tables, at).map((value) => ({ at, name, value }));
  });
  if (inputs.length >= 1 && inputs.length <= LIMITS.columns) return inputs;
  const message = `The table gives ${count(inputs.length)} inputs: there are 1 to ${count(LIMITS.columns)}.`;
  throw new DataProblem('file', message);
}

function inputValues(
  field: string,
  rows: readonly Row[],
  inputs: readonly Input[],
): Labelled['inputs'] {
  const values = new Float32Array(rows.length * inputs.length);
  for (const [r, { line, cells }] of rows.entries()) {
    for (const [i, { at, name, value }] of inputs.entries()) {
      const cell = cells[at]!;
      values[r * inputs.length + i] =
        value === null ? numberOf(cell, { field, line, name }) : Number(cell === value);
    }
  }
  return { shape: [rows.length, inputs.length], values };
}

/** The different texts of a column, sorted by code unit. */
function valuesOf(tables: readonly Table[], column: number): readonly string[] {
  const all = tables.flatMap(({ rows }) => rows.map(({ cells }) => cells[column]!));
  return [...new Set(all)].sort(byCodeUnit);
}

/** @throws DataProblem at the first cell that is used and empty. */
function requireFilled({ field, columns, rows }: Table, data: CsvData): void {
  for (const { line, cells } of rows) {
    const empty = cells.findIndex((cell, at) => cell === '' && !data.ignore.includes(columns[at]!));
    if (empty === -1) continue;
    const where = `Line ${line}, column \`${columns[empty]!}\`, is empty.`;
    const help = 'Fill it in, remove the line, or name the column under `ignore`.';
    throw new DataProblem(field, `${where} ${help}`);
  }
}

/**
 * A table with its columns' names in its first line, each row with its line in the file.
 *
 * @param field of the spec, which names the file
 * @throws DataProblem
 */
export function parseTable(field: string, bytes: Uint8Array, delimiter: string): Table {
  let parsed: readonly { readonly record: readonly string[]; readonly info: { lines: number } }[];
  try {
    parsed = parse(Buffer.from(bytes), {
      bom: true,
      delimiter,
      info: true,
      trim: true,
      skip_empty_lines: true,
    }) as unknown as typeof parsed;
  } catch (error) {
    throw new DataProblem(field, `It can't be read as CSV: ${(error as Error).message}.`);
  }
  const [first, ...rest] = parsed;
  if (first === undefined || rest.length === 0) {
    throw new DataProblem(field, 'It has no line below the columns’ names.');
  }
  const columns = first.record;
  const twice = columns.find((name, at) => columns.indexOf(name) !== at);
  if (twice !== undefined) throw new DataProblem(field, `It has the column \`${twice}\` twice.`);
  return {
    field,
    columns,
    rows: rest.map(({ record, info }) => ({ line: info.lines, cells: record })),
  };
}

function requireSameColumns(table: Table, test: Table): void {
  if (test.columns.join('\n') === table.columns.join('\n')) return;
  const message = `It has the columns ${listed(test.columns, 'and')}, and the other file ${listed(table.columns, 'and')}.`;
  throw new DataProblem('testFile', message);
}

function columnOf({ columns }: Table, name: string, field: string): number {
  const at = columns.indexOf(name);
  if (at !== -1) return at;
  const near = nearName(name, columns);
  const hint =
    near === undefined ? `It has ${listed(columns, 'and')}.` : `Did you mean \`${near}\`?`;
  throw new DataProblem(field, `The table has no column \`${name}\`. ${hint}`);
}

function numberOf(
  cell: string,
  { field, line, name }: { field: string; line: number; name: string },
): number {
  if (isNumber(cell)) return Number(cell);
  const message =
    `Line ${line}, column \`${name}\`, is ${JSON.stringify(cell)}, not a number. ` +
    'A column of names belongs under `categorical`, one that is not to be used under `ignore`.';
  throw new DataProblem(field, message);
}

/** Whether a text is a number that float32 can hold. */
function isNumber(cell: string): boolean {
  return NUMBER.test(cell) && Number.isFinite(Math.fround(Number(cell)));
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
