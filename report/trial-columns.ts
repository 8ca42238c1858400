import { variantLabel } from '../study/labels.ts';
import type { TrialName } from '../study/labels.ts';
import type { Column } from './document.ts';

/** Whether a table of these trials has a column for their folds. */
export function hasFolds(trials: readonly Pick<TrialName, 'fold'>[]): boolean {
  return trials.some(({ fold }) => fold !== undefined);
}

/** The first columns of a table of trials, which say which one a row is about. */
export function nameColumns(folded: boolean): readonly Column[] {
  return [
    { title: 'Variant', align: 'left' },
    { title: 'Seed', align: 'right' },
    ...(folded ? [{ title: 'Fold', align: 'right' as const }] : []),
  ];
}

/** A trial's cells in these columns. */
export function nameCells(
  { variant, seed, fold }: Omit<TrialName, 'fold'> & { readonly fold?: number | undefined },
  folded: boolean,
): readonly string[] {
  return [variantLabel(variant), String(seed), ...(folded ? [String(fold ?? '–')] : [])];
}
