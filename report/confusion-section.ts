import type { Plan } from '../study/plan.ts';
import type { ComparedTrial, Comparison } from './compare.ts';
import { groupByLabel } from './answer.ts';
import type { Block, Section } from './document.ts';
import { counted } from '../study/format.ts';

type Matrix = readonly (readonly number[])[];

/** More classes than these and a table of them is no longer read. */
const MOST_CLASSES = 20;
/** More variants than these and their tables wait folded. */
const MOST_OPEN = 2;

/** Of how many tests a table is the sum. */
function togetherText(trials: readonly ComparedTrial[]): string {
  const tested = trials.filter(({ test }) => test !== null);
  const seeds = new Set(tested.map(({ seed }) => seed)).size;
  const folds = new Set(tested.map(({ fold }) => fold)).size;
  const of = [
    ...(seeds > 1 ? [counted(seeds, 'seed')] : []),
    ...(folds > 1 ? [counted(folds, 'fold')] : []),
  ];
  return of.length === 0 ? '' : `, ${of.join(' × ')} together`;
}

/** Which classes are taken for which, a table a variant; null where nobody asked. */
export function confusionSection({ trials }: Comparison, plan: Plan): Section | null {
  const found = [...groupByLabel(trials)].flatMap(([label, group]) => {
    const matrices = matricesOf(group);
    if (matrices.length === 0) return [];
    const rows = sumOf(matrices);
    // Variants may have data, and so classes, of their own.
    const { classNames } = plan.trials[trials.indexOf(group[0]!)]!.data;
    const names = classNames ?? rows.map((_, i) => String(i));
    return [{ type: 'matrix' as const, caption: `${label}${togetherText(group)}`, names, rows }];
  });
  if (found.length === 0) return null;
  const title = 'Which classes are taken for which';
  const classes = Math.max(...found.map(({ rows }) => rows.length));
  if (classes > MOST_CLASSES) {
    const text = [
      `The confusion matrices of ${classes} classes are too large to read here: `,
      { code: `epochal results ${plan.study} --json` },
      ' prints them.',
    ];
    return { title, blocks: [{ type: 'paragraph', text }] };
  }
  const tables = found.map((table): Block => {
    if (found.length <= MOST_OPEN) return table;
    return { type: 'fold', summary: table.caption, blocks: [table] };
  });
  return {
    title,
    blocks: [
      {
        type: 'paragraph',
        text: 'Samples of the test set: a row for each class that they have, a column for each that the model gives them. Right answers lie on the diagonal; the shade is the share of the row.',
      },
      ...tables,
    ],
  };
}

function matricesOf(trials: readonly ComparedTrial[]): readonly Matrix[] {
  return trials.flatMap(({ test }) => (test?.confusionMatrix ? [test.confusionMatrix] : []));
}

function sumOf(matrices: readonly Matrix[]): Matrix {
  return matrices.reduce((sum, matrix) =>
    sum.map((row, i) => row.map((count, j) => count + matrix[i]![j]!)),
  );
}
