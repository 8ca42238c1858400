import { DATASET_NAMES, datasetOf } from './datasets.ts';
import type { DataInfo, DatasetName } from './datasets.ts';
import type { Diagnostic } from './diagnostics.ts';
import { withDefaults } from './kinds.ts';
import { lossTypeOf } from './losses.ts';
import { nearName } from './near-name.ts';
import { OWN_FIELDS, OWN_FORMATS, fileFieldsOf } from './own-data.ts';
import type { DescribeData, OwnData, OwnDataFields, OwnFormat, Sources } from './own-data.ts';
import { addressProblem } from './remote-address.ts';
import { diagnose, entryOf, toPlain, valueAt } from './tree.ts';
import type { MapEntry, SpecNode } from './tree.ts';
import { DATA_FIELDS } from './sections.ts';
import { isValidOwnData } from './validate.ts';
import { listed } from './words.ts';

/** A trial's data: what is known of it, and what keys are made of. */
export interface TrialData {
  readonly info: DataInfo;
  readonly data: DatasetName | OwnData;
  /** Where files of it are that have an address, by their digests. */
  readonly sources?: Sources;
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
    const unknown = entry.value.entries.some(({ key }) => !Object.hasOwn(DATA_FIELDS, key));
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
  const wrong = checkAddresses(format, value);
  if (wrong.length > 0) return { found: null, diagnostics: wrong };
  const fields = withDefaults(OWN_FIELDS[format], toPlain(value) as object);
  const described = describe.own({ format, fields, ...targets });
  if (!('problem' in described)) return { found: described, diagnostics: [] };
  const at = valueAt(value, described.field)?.at ?? keyAt;
  return { found: null, diagnostics: [diagnose('data', at, described.problem)] };
}

function checkAddresses(format: OwnFormat, value: SpecNode): readonly Diagnostic[] {
  return fileFieldsOf(format).flatMap((name) => {
    const url = valueAt(value, name, 'url');
    const problem = url?.kind === 'scalar' ? addressProblem(String(url.value)) : null;
    return problem === null ? [] : [diagnose('bad-value', url!.at, problem)];
  });
}

function twoSources(first: MapEntry, second: MapEntry): Diagnostic {
  const message = `\`data\` has \`${first.key}\` already. It comes from one place: remove one of the two.`;
  return diagnose('bad-value', second.keyAt, message);
}

function noSource({ keyAt }: MapEntry): Diagnostic {
  const message = `\`data\` needs \`dataset\`, or data of your own: ${listed(OWN_FORMATS, 'or')}.`;
  return diagnose('missing-field', keyAt, message);
}

/** Whether inputs are transformed in one way at most. */
export function checkInputs(sections: SpecNode): readonly Diagnostic[] {
  const data = valueAt(sections, 'data');
  const [first, second] = (['standardise', 'scale'] as const).filter((name) => {
    const value = valueAt(data, name);
    return value?.kind === 'scalar' && value.value === true;
  });
  if (first === undefined || second === undefined) return [];
  const message = 'Inputs are standardised already: remove `scale` or `standardise`.';
  return [diagnose('bad-value', entryOf(data, second)!.keyAt, message)];
}

/** What the samples are. */
export function nounOf({ shape }: DataInfo): string {
  return shape.length === 1 ? 'samples' : 'images';
}
