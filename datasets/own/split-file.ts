import { nearName } from '../../study/near-name.ts';
import { count, listed, shortened } from '../../study/words.ts';
import { parseTable } from './csv.ts';
import { DataProblem } from './labelled.ts';

/** The samples of each part, ascending. */
export interface FiledSplit {
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

const COLUMNS = ['sample', 'split'] as const;
const PARTS = ['train', 'validation'] as const;

/**
 * A split that a file gives: a table as CSV, a sample a line, by its number from 0.
 *
 * @param total the samples that there are
 * @throws DataProblem naming the line
 */
export function readSplitFile(bytes: Uint8Array, total: number): FiledSplit {
  const { columns, rows } = parseTable('file', bytes, ',');
  const missing = COLUMNS.find((name) => !columns.includes(name));
  if (missing !== undefined || columns.length !== COLUMNS.length) {
    throw problem(
      `Its columns are ${listed(columns, 'and')}: it has \`sample\` and \`split\`, and no others.`,
    );
  }
  const [sampleAt, splitAt] = COLUMNS.map((name) => columns.indexOf(name)) as [number, number];
  const lines = new Map<number, number>();
  const parts = { train: [] as number[], validation: [] as number[] };
  for (const { line, cells } of rows) {
    const sample = sampleOf(cells[sampleAt]!, line, total);
    const before = lines.get(sample);
    if (before !== undefined) {
      throw problem(`Line ${line} has sample ${count(sample)}, and so has line ${before}.`);
    }
    lines.set(sample, line);
    parts[partOf(cells[splitAt]!, line)].push(sample);
  }
  const empty = PARTS.find((part) => parts[part].length === 0);
  if (empty !== undefined) throw problem(`None of its samples is in \`${empty}\`.`);
  for (const part of PARTS) parts[part].sort((a, b) => a - b);
  return parts;
}

function sampleOf(cell: string, line: number, total: number): number {
  const sample = /^\d{1,15}$/.test(cell) ? Number(cell) : NaN;
  if (sample < total) return sample;
  throw problem(
    `Line ${line}, column \`sample\`, is ${shortened(cell)}: samples are numbered from 0 to ${count(total - 1)}.`,
  );
}

function partOf(cell: string, line: number): (typeof PARTS)[number] {
  const part = PARTS.find((name) => name === cell);
  if (part !== undefined) return part;
  const near = nearName(cell, PARTS);
  const hint = near === undefined ? '' : ` Did you mean \`${near}\`?`;
  throw problem(
    `Line ${line}, column \`split\`, is ${shortened(cell)}, not \`train\` or \`validation\`.${hint}`,
  );
}

function problem(message: string): DataProblem {
  return new DataProblem('file', message);
}
