import { variantLabel } from '../study/labels.ts';
import type { Results, StepOutput } from '../study/results.ts';
import type { Block, Column, Inline, Row, Section } from './document.ts';
import { hasFolds, nameCells, nameColumns } from './trial-columns.ts';
import { isDigest } from '../study/digest.ts';
import { cut, visible } from '../study/readable.ts';
import { colourOf } from './variants-section.ts';

/** JSON longer than this is for a program to read. */
const MOST_CHARACTERS = 60;

/** What steps of one's own gave: a section each, with a row for each trial. */
export function outputSections(
  outputs: readonly StepOutput[],
  results: Results,
): readonly Section[] {
  return [...outputsByStep(outputs)].map(([step, rows]): Section => {
    const { uses } = rows[0]!;
    const source: Block = { type: 'paragraph', text: ['Given by ', { code: uses }, '.'] };
    return { title: titleOf(step), blocks: [table(rows, results), source] };
  });
}

/** `modelSize` and `model-size` as `Model size`. */
function titleOf(step: string): string {
  const words = step.replaceAll(/[-_]+/g, ' ').replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** The outputs of each step, in the order given. */
export function outputsByStep(
  outputs: readonly StepOutput[],
): ReadonlyMap<string, readonly StepOutput[]> {
  const steps = new Map<string, StepOutput[]>();
  for (const output of outputs) {
    steps.set(output.step, [...(steps.get(output.step) ?? []), output]);
  }
  return steps;
}

function table(rows: readonly StepOutput[], results: Results): Block {
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
  const folded = hasFolds(rows);
  const perTrial = rows.some(({ variant }) => variant !== undefined);
  const colour = colourOf(results);
  const columns: Column[] = [
    ...(perTrial ? nameColumns(folded) : []),
    ...names.map((title): Column => {
      const numbers = rows.every(({ values }) => typeof values[title] === 'number');
      return { title, align: numbers ? 'right' : 'left' };
    }),
  ];
  const cells = rows.map(({ variant, seed, fold, values }): Row => {
    const label = variant && variantLabel(variant);
    return {
      colour: label === undefined ? null : colour(label),
      cells: [
        ...(variant === undefined ? [] : nameCells({ variant, seed: seed!, fold }, folded)),
        ...names.map((name) => [cell(values[name])]),
      ],
    };
  });
  return { type: 'table', columns, rows: cells };
}

function cell(value: unknown): Inline {
  const isCode = isDigest(value) || (typeof value === 'object' && value !== null);
  return isCode ? { code: outputText(value) } : outputText(value);
}

/** A value as people read it: six significant digits at most, a digest's beginning, compact JSON. */
export function outputText(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value === 'number') {
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  }
  if (isDigest(value)) return value.slice(0, 'sha256:'.length + 12);
  if (typeof value === 'string') return cut(visible(value), MOST_CHARACTERS);
  const json = JSON.stringify(value);
  return cut(visible(json), MOST_CHARACTERS);
}
