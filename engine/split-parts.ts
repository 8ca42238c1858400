import { foldSize } from '../study/split-counts.ts';

/** Samples by their positions, in the order in which they were drawn. */
export interface Parts {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/** Samples in each part. */
interface Sizes {
  readonly train: number;
  readonly validation: number;
}

/** Training samples from the permutation's front, validation samples from its end. */
export function cutParts(permutation: Uint32Array, { train, validation }: Sizes): Parts {
  return {
    train: permutation.slice(0, train),
    validation: permutation.slice(permutation.length - validation),
  };
}

/**
 * The same within each class. Sizes are shared out among the classes by largest remainders: `train`
 * in proportion to all samples, `validation` to those that are then left; of equal remainders the
 * lowest class comes first.
 *
 * Source: scikit-learn, sklearn/model_selection/_split.py, StratifiedShuffleSplit, which draws lots
 * among equal remainders.
 */
export function cutWithinClasses(
  permutation: Uint32Array,
  labels: Uint8Array,
  { train, validation }: Sizes,
): Parts {
  const counts = countClasses(labels);
  const front = shareOut(train, counts);
  const back = shareOut(
    validation,
    counts.map((count, c) => count - front[c]!),
  );
  const seen = counts.map(() => 0);
  const ranks = permutation.map((sample) => seen[labels[sample]!]!++);
  const chosen = (isIn: (rank: number, c: number) => boolean): Uint32Array =>
    permutation.filter((sample, i) => isIn(ranks[i]!, labels[sample]!));
  return {
    train: chosen((rank, c) => rank < front[c]!),
    validation: chosen((rank, c) => rank >= counts[c]! - back[c]!),
  };
}

/**
 * One of `count` folds, from 1, to validate on, and the others to train on: cut from the permutation
 * one after the other, or, with labels, dealt out in turn, class after class, so that no class has
 * two more samples in one fold than in another. Either way the first folds have one more sample
 * where they can't all have the same.
 *
 * Source: scikit-learn, sklearn/model_selection/_split.py, KFold and StratifiedKFold.
 */
export function cutFold(
  permutation: Uint32Array,
  { count, fold }: { readonly count: number; readonly fold: number },
  labels?: Uint8Array,
): Parts {
  const folds =
    labels === undefined ? inBlocks(permutation, count) : inTurn(permutation, count, labels);
  return {
    train: permutation.filter((sample) => folds[sample] !== fold),
    validation: permutation.filter((sample) => folds[sample] === fold),
  };
}

/** Each sample's fold. */
function inBlocks(permutation: Uint32Array, count: number): Uint32Array {
  const folds = new Uint32Array(permutation.length);
  for (let fold = 1, start = 0; fold <= count; fold += 1) {
    const end = start + foldSize(permutation.length, count, fold);
    for (const sample of permutation.subarray(start, end)) folds[sample] = fold;
    start = end;
  }
  return folds;
}

function inTurn(permutation: Uint32Array, count: number, labels: Uint8Array): Uint32Array {
  const folds = new Uint32Array(permutation.length);
  const byClass = [...permutation].sort((a, b) => labels[a]! - labels[b]!); // stable
  for (const [i, sample] of byClass.entries()) folds[sample] = (i % count) + 1;
  return folds;
}

function countClasses(labels: Uint8Array): number[] {
  const counts: number[] = [];
  for (const label of labels) {
    while (counts.length <= label) counts.push(0);
    counts[label]! += 1;
  }
  return counts;
}

/** Whole numbers that sum to `total`, in proportion to the weights; none exceeds its weight. */
function shareOut(total: number, weights: readonly number[]): readonly number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  if (all === 0) return weights.map(() => 0);
  const shares = weights.map((weight) => Math.floor((total * weight) / all));
  // (total · weight) mod all: whole numbers, so that equal remainders are equal.
  const remainders = weights.map((weight, c) => total * weight - shares[c]! * all);
  const left = total - shares.reduce((sum, share) => sum + share, 0);
  const order = weights.map((_, c) => c).sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  for (const c of order.slice(0, left)) shares[c]! += 1;
  return shares;
}
