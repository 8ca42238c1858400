/** Samples in each part of a split of `total`. */
export function splitCounts(
  split: { readonly train: number; readonly validation: number },
  total: number,
): { readonly train: number; readonly validation: number } {
  return { train: countPart(split.train, total), validation: countPart(split.validation, total) };
}

/**
 * A number below 1 is a fraction of all, rounded down; any other is a count already. A product that
 * misses a whole number by rounding alone counts as that number: 0.29 of 60,000 is 17,400, not
 * 17,399.
 */
export function countPart(part: number, total: number): number {
  if (part >= 1) return part;
  const samples = part * total;
  const nearest = Math.round(samples);
  return Math.abs(samples - nearest) < 1e-6 ? nearest : Math.floor(samples);
}

/**
 * Samples in one of `folds` parts of all, from 1: the first ones have one more where they can't all
 * have the same.
 *
 * Source: scikit-learn, sklearn/model_selection/_split.py, KFold.
 */
export function foldSize(total: number, folds: number, fold: number): number {
  return Math.floor(total / folds) + (fold <= total % folds ? 1 : 0);
}

/** The split of a study that gives none: a sixth validates, as with 50,000 and 10,000 of MNIST. */
export function standardSplit(total: number): {
  readonly train: number;
  readonly validation: number;
} {
  const validation = Math.floor(total / 6);
  return { train: total - validation, validation };
}
