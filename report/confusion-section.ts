import type { Plan } from '../study/plan.ts';
import type { ConfusionMatrix, Predictions } from '../study/results.ts';
import type { ComparedTrial, Comparison } from './compare.ts';
import { groupByLabel } from './answer.ts';
import type { Block, Section } from './document.ts';
import { counted } from '../study/format.ts';

/** More classes than these and a table of them is no longer read. */
export const MOST_CLASSES = 20;
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

/** Which classes are taken for which, a table a variant; null where nothing tells any apart. */
export function confusionSection(
  { trials }: Comparison,
  plan: Plan,
  matrices: ReadonlyMap<number, ConfusionMatrix>,
): Section | null {
  const title = 'Which classes are taken for which';
  const found = [...groupByLabel(trials)].flatMap(([label, group]) => {
    const own = group.flatMap((trial) => {
      const matrix = matrices.get(trials.indexOf(trial));
      return matrix === undefined ? [] : [matrix];
    });
    if (own.length === 0) return [];
    const rows = sumOf(own);
    // Variants may have data, and so classes, of their own.
    const { classNames } = plan.trials[trials.indexOf(group[0]!)]!.data;
    const names = classNames ?? rows.map((_, i) => String(i));
    return [{ type: 'matrix' as const, caption: `${label}${togetherText(group)}`, names, rows }];
  });
  if (found.length === 0) {
    // Of more classes there is a matrix only if it was asked for.
    const large = trials.find(({ test }) => test?.confusionMatrix)?.test?.confusionMatrix;
    if (large === undefined) return null;
    const text = [
      `The confusion matrices of ${large.length} classes are too large to read here: `,
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
        text: 'Samples of the test set: a row for each class that they have, a column for each that the model gives them. Right answers lie on the diagonal. In the HTML report, the shade is the square root of the share of the row, so that mistakes show.',
      },
      ...tables,
    ],
  };
}

/** Counts what samples were taken for. */
export function confusionMatrix(
  prediction: Predictions['prediction'],
  labels: Uint8Array | Float32Array,
  classes: number,
): ConfusionMatrix {
  const rows = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  for (const [i, label] of labels.entries()) rows[label]![prediction[i]!]! += 1;
  return rows;
}

function sumOf(matrices: readonly ConfusionMatrix[]): ConfusionMatrix {
  return matrices.reduce((sum, matrix) =>
    sum.map((row, i) => row.map((count, j) => count + matrix[i]![j]!)),
  );
}
