import { nounOf } from './check-data.ts';
import type { TrialData } from './check-data.ts';
import type { DataInfo } from './datasets.ts';
import type { Diagnostic } from './diagnostics.ts';
import { fileFieldsOf } from './own-data.ts';
import type { DescribeData } from './own-data.ts';
import { splitCounts, standardSplit } from './split-counts.ts';
import { SPLIT_WAYS, splitsOf } from './splits.ts';
import type { GivenSplit } from './splits.ts';
import { diagnose, entryOf, toPlain, valueAt } from './tree.ts';
import type { MapEntry, MapNode, SpecNode } from './tree.ts';
import { isValidSplit } from './validate.ts';
import { count, listed } from './words.ts';

/** A variant's split: whether its parts can be cut from the samples that there are. */
export function checkSplit(
  sections: SpecNode,
  { info, data }: TrialData,
  describe: DescribeData,
): readonly Diagnostic[] {
  const entry = entryOf(valueAt(sections, 'data'), 'split');
  if (entry === undefined) return checkStandard(sections, info);
  if (entry.value.kind !== 'map') return [];
  const split = entry.value;
  const stratified = entryOf(split, 'stratified');
  const value = stratified?.value.kind === 'scalar' && stratified.value.value;
  if (stratified !== undefined && value === true && info.classes === 0) {
    const message =
      'A stratified split keeps the shares of classes, and `meanSquaredError` predicts numbers. ' +
      'Remove `stratified`.';
    return [diagnose('bad-value', stratified.keyAt, message)];
  }
  const ways = split.entries.filter(({ key }) => SPLIT_WAYS[key] !== undefined);
  const [first] = ways;
  if (first === undefined) return checkStandard(sections, info);
  const other = ways.find(({ key }) => SPLIT_WAYS[key] !== SPLIT_WAYS[first.key]);
  if (other !== undefined) return [twoWays(first, other)];
  const file = entryOf(split, 'file');
  if (file !== undefined) return checkFile(split, file, { info, data }, describe);
  const folds = entryOf(split, 'folds');
  return folds === undefined ? checkParts(entry, split, info) : checkFolds(folds, info);
}

/** Without a split of its own a sixth validates: of few samples that is none. */
function checkStandard(sections: SpecNode, info: DataInfo): readonly Diagnostic[] {
  if (standardSplit(info.train).validation > 0) return [];
  const message =
    `A sixth of ${count(info.train)} ${nounOf(info)} is none to validate with. ` +
    'Write `split: { train: 0.5, validation: 0.5 }`, say.';
  return [diagnose('split-size', entryOf(sections, 'data')!.keyAt, message)];
}

/** How many samples a trial may train on, where the split is right; else all of them. */
export function trainingSamples(
  sections: SpecNode,
  data: TrialData,
  describe: DescribeData,
): readonly number[] {
  const { info } = data;
  const node = valueAt(sections, 'data', 'split');
  if (node !== undefined && !isValidSplit(node)) return [info.train];
  if (checkSplit(sections, data, describe).length > 0) return [info.train];
  const given = (node === undefined ? {} : toPlain(node)) as GivenSplit;
  return [...new Set(splitsOf(given, info, describe).map(({ split }) => split.train))];
}

function twoWays(first: MapEntry, second: MapEntry): Diagnostic {
  const message =
    `\`data.split\` has \`${first.key}\` already. It takes \`train\` and \`validation\`, or ` +
    '`folds`, or `file`: remove one.';
  return diagnose('bad-value', second.keyAt, message);
}

function checkFile(
  split: MapNode,
  { value }: MapEntry,
  { info, data }: TrialData,
  describe: DescribeData,
): readonly Diagnostic[] {
  if (value.kind !== 'scalar' || typeof value.value !== 'string') return [];
  const stratified = entryOf(split, 'stratified');
  if (stratified?.value.kind === 'scalar' && stratified.value.value === true) {
    const message = 'The file says where each sample goes: remove `stratified`.';
    return [diagnose('bad-value', stratified.keyAt, message)];
  }
  if (typeof data === 'object' && data.test !== null) {
    const fields = fileFieldsOf(data.format).filter((name) => name.startsWith('test'));
    const message =
      `A share of ${info.name} is set aside for the final test, so its samples are not numbered as ` +
      `in the file. Give the final test samples of its own: ${listed(fields, 'and')}.`;
    return [diagnose('bad-value', value.at, message)];
  }
  const described = describe.split(value.value, info.train);
  return 'problem' in described ? [diagnose('data', value.at, described.problem)] : [];
}

function checkFolds({ value }: MapEntry, info: DataInfo): readonly Diagnostic[] {
  if (value.kind !== 'scalar' || typeof value.value !== 'number') return [];
  if (value.value <= info.train) return [];
  const message = `${count(value.value)} folds of ${count(info.train)} ${nounOf(info)}: some would have none.`;
  return [diagnose('split-size', value.at, message)];
}

function checkParts({ keyAt }: MapEntry, split: MapNode, info: DataInfo): readonly Diagnostic[] {
  const parts = ['train', 'validation'].map((name) => valueAt(split, name));
  const written = parts.flatMap((part) => {
    if (part?.kind !== 'scalar' || typeof part.value !== 'number') return [];
    if (!part.text.includes('.') || !Number.isInteger(part.value)) return [];
    const message =
      `${part.text} is a whole number written as a fraction. ` +
      `Write a count (${part.value}) or a fraction below 1.`;
    return [diagnose('ambiguous-number', part.at, message)];
  });
  const values = parts.map((part) => (part?.kind === 'scalar' ? part.value : undefined));
  const [train, validation] = values;
  if (written.length > 0 || !isPart(train) || !isPart(validation)) return written;
  const counts = splitCounts({ train, validation }, info.train);
  const total = counts.train + counts.validation;
  const nouns = nounOf(info);
  if (total > info.train) {
    const sum = `${count(counts.train)} + ${count(counts.validation)} = ${count(total)}`;
    const message = `train and validation take ${sum} ${nouns}, and ${info.name} has ${count(info.train)} for training.`;
    return [diagnose('split-size', keyAt, message)];
  }
  return (['train', 'validation'] as const).flatMap((name, i) =>
    counts[name] >= 1
      ? []
      : [
          diagnose(
            'split-size',
            parts[i]!.at,
            `${values[i]} of ${count(info.train)} ${nouns} is none, rounded down.`,
          ),
        ],
  );
}

function isPart(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && (value < 1 || Number.isInteger(value));
}
