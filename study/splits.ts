import type { DataInfo } from './datasets.ts';
import type { DescribeData } from './own-data.ts';
import type { SplitSpec } from './spec.ts';
import type { MapNode } from './tree.ts';
import { foldSize, splitCounts, standardSplit } from './split-counts.ts';

/** `data.split` as it is written, valid. */
export interface GivenSplit {
  readonly train?: number;
  readonly validation?: number;
  readonly stratified?: boolean;
  readonly folds?: number;
  readonly file?: string;
}

/** A way to divide the samples, and which of its folds validates, from 1, where it has any. */
export interface PlannedSplit {
  readonly split: SplitSpec;
  readonly fold?: number;
}

/** Ways to divide samples, by the fields that say how. */
export const SPLIT_WAYS: Readonly<Record<string, 'parts' | 'folds' | 'file'>> = {
  train: 'parts',
  validation: 'parts',
  folds: 'folds',
  file: 'file',
};

/** Whether two maps under `split` divide samples in different ways, so that one replaces the other. */
export function isOtherWay(one: MapNode, other: MapNode): boolean {
  const [first, second] = [one, other].map(({ entries }) =>
    entries.map(({ key }) => SPLIT_WAYS[key]).find((way) => way !== undefined),
  );
  return first !== undefined && second !== undefined && first !== second;
}

/** How a variant's samples are divided at one seed: once for each fold, else once. */
export function splitsOf(
  given: GivenSplit,
  { train: total }: DataInfo,
  describe: DescribeData,
): readonly PlannedSplit[] {
  const { folds, file, stratified } = given;
  if (file !== undefined) {
    const described = describe.split(file, total);
    if ('problem' in described) throw new TypeError(described.problem); // none of a valid spec
    return [{ split: described }];
  }
  const how = stratified === true ? { stratified } : {};
  if (folds === undefined) {
    const counts = splitCounts({ ...standardSplit(total), ...given }, total);
    return [{ split: { ...counts, ...how } }];
  }
  return Array.from({ length: folds }, (_, i) => {
    const validation = foldSize(total, folds, i + 1);
    return { split: { train: total - validation, validation, folds, ...how }, fold: i + 1 };
  });
}
