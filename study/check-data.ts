import { DATASET_NAMES, datasetOf } from './datasets.ts';
import type { DataInfo, DatasetName } from './datasets.ts';
import type { Diagnostic } from './diagnostics.ts';
import { withDefaults } from './kinds.ts';
import { lossTypeOf } from './losses.ts';
import { nearName } from './near-name.ts';
import { OWN_FIELDS, OWN_FORMATS } from './own-data.ts';
import type { DescribeData, OwnData, OwnDataFields, OwnFormat } from './own-data.ts';
import { countPart, splitCounts } from './split-counts.ts';
import { diagnose, entryOf, toPlain, valueAt } from './tree.ts';
import type { MapEntry, SpecNode } from './tree.ts';
import { isValidOwnData } from './validate.ts';
import { count, listed } from './words.ts';

/** A trial's data: what is known of it, and what keys are made of. */
export interface TrialData {
  readonly info: DataInfo;
  readonly data: DatasetName | OwnData;
}

/** A trial's data as far as its section is right, and what is wrong with that. */
export function readData(
  sections: SpecNode,
  describe: DescribeData,
): { readonly found: TrialData | null; readonly diagnostics: readonly Diagnostic[] } {
  const entry = entryOf(sections, 'data');
  if (entry?.value.kind !== 'map') return { found: null, diagnostics: [] };
  const given = entry.value.entries.filter(({ key }) => SOURCES.has(key));
  const [source, other] = given;
  if (other !== undefined) return { found: null, diagnostics: [twoSources(source!, other)] };
  if (source === undefined) {
    // A key that is no field of `data` has been told, and was probably meant for one of them.
    const unknown = entry.value.entries.some(({ key }) => key !== 'split' && key !== 'standardise');
    return { found: null, diagnostics: unknown ? [] : [noSource(entry)] };
  }
  const targets = lossTypeOf(sections) === 'meanSquaredError' ? 'numbers' : 'classes';
  if (targets === 'numbers' && !NUMBERED.has(source.key)) {
    return { found: null, diagnostics: [noNumbers(sections, source)] };
  }
  if (source.key === 'dataset') return readDataset(source.value);
  return readOwn(source, describe, targets === 'numbers' ? { targets } : {});
}

const SOURCES: ReadonlySet<string> = new Set(['dataset', ...OWN_FORMATS]);

/** Where the targets can be numbers. */
const NUMBERED: ReadonlySet<string> = new Set(['csv', 'npy']);

function noNumbers(sections: SpecNode, { key, value }: MapEntry): Diagnostic {
  const name = key === 'dataset' && value.kind === 'scalar' ? String(value.value) : `\`${key}\``;
  const message =
    `\`meanSquaredError\` predicts numbers, and ${name} has classes. Take \`crossEntropy\`, or data ` +
    'whose targets are numbers: a column of a `csv` table, or `npy` targets.';
  return diagnose('training', valueAt(sections, 'training', 'loss')!.at, message);
}

function readDataset(node: SpecNode): ReturnType<typeof readData> {
  const given = node.kind === 'scalar' ? String(node.value) : '';
  // What is wrong with a name the schema says; the rest is checked as if the near one stood there.
  const name = DATASET_NAMES.find((n) => n === (nearName(given, DATASET_NAMES) ?? given));
  const found = name === undefined ? null : { info: datasetOf(name), data: name };
  return { found, diagnostics: [] };
}

function readOwn(
  { key, keyAt, value }: MapEntry,
  describe: DescribeData,
  targets: Pick<OwnDataFields, 'targets'>,
): ReturnType<typeof readData> {
  const format = key as OwnFormat;
  if (!isValidOwnData(format, value)) return { found: null, diagnostics: [] };
  const fields = withDefaults(OWN_FIELDS[format], toPlain(value) as object);
  const described = describe({ format, fields, ...targets });
  if (!('problem' in described)) return { found: described, diagnostics: [] };
  const at = valueAt(value, described.field)?.at ?? keyAt;
  return { found: null, diagnostics: [diagnose('data', at, described.problem)] };
}

function twoSources(first: MapEntry, second: MapEntry): Diagnostic {
  const message = `\`data\` has \`${first.key}\` already. It comes from one place: remove one of the two.`;
  return diagnose('bad-value', second.keyAt, message);
}

function noSource({ keyAt }: MapEntry): Diagnostic {
  const message = `\`data\` needs \`dataset\`, or data of your own: ${listed(OWN_FORMATS, 'or')}.`;
  return diagnose('missing-field', keyAt, message);
}

/** Whether the split's parts can be cut from the samples that there are. */
export function checkSplit(sections: SpecNode, info: DataInfo): readonly Diagnostic[] {
  const split = valueAt(sections, 'data', 'split');
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
    const at = entryOf(valueAt(sections, 'data'), 'split')!.keyAt;
    const message = `train and validation take ${sum} ${nouns}, and ${info.name} has ${count(info.train)} for training.`;
    return [diagnose('split-size', at, message)];
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

/** Samples to train on, where the split says it, or as it is by default. */
export function trainingSamples(sections: SpecNode, info: DataInfo): number {
  const train = valueAt(sections, 'data', 'split', 'train');
  const given = train?.kind === 'scalar' ? train.value : undefined;
  return isPart(given) ? countPart(given, info.train) : info.train;
}

/** What the samples are. */
export function nounOf({ shape }: DataInfo): string {
  return shape.length === 1 ? 'samples' : 'images';
}

function isPart(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && (value < 1 || Number.isInteger(value));
}
