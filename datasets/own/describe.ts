import { basename } from 'node:path';
import { canonicalJson } from '../../study/canonical.ts';
import { sha256 } from '../../study/digest.ts';
import { TEST_SHARE, fileFieldsOf } from '../../study/own-data.ts';
import type {
  DescribeData,
  DescribedData,
  DescribedSplit,
  FileName,
  OwnData,
  OwnDataFields,
} from '../../study/own-data.ts';
import { readArrays } from './arrays.ts';
import { readCsv } from './csv.ts';
import { DataProblem, samplesIn } from './labelled.ts';
import type { OwnSamples } from './labelled.ts';
import type { ReadRemote } from './remote.ts';
import { readSplitFile } from './split-file.ts';

/** One's own data, decoded. Which bytes belong to which field is the caller's affair. */
export function readOwnData(
  data: OwnData,
  files: Readonly<Record<string, Uint8Array>>,
): OwnSamples {
  return data.format === 'csv' ? readCsv(data, files) : readArrays(data, files);
}

/**
 * Finds out what the files that a spec names hold.
 *
 * @param read a file's bytes, by its path as the spec gives it; throws an Error that says why not
 * @param readRemote the same for files that have an address
 */
export function describeWith(
  read: (path: string) => Uint8Array,
  readRemote: ReadRemote = noRemote,
): DescribeData {
  const readNamed = (name: FileName): Uint8Array => {
    if (typeof name !== 'string') return readRemote(name);
    if (/^https?:/i.test(name)) throw new Error(ADDRESS_ALONE);
    return read(name);
  };
  const known = new Map<string, DescribedData | DescribedSplit>();
  // Each variant asks again.
  const once = <T extends DescribedData | DescribedSplit>(about: unknown, find: () => T): T => {
    const id = canonicalJson(about);
    const described = (known.get(id) as T | undefined) ?? find(); // of one id, one type
    known.set(id, described);
    return described;
  };
  return {
    own: (own) => once(own, () => describe(own, readNamed)),
    split: (path, total) => once([path, total], () => describeSplit(path, total, read)),
  };
}

function describeSplit(
  path: string,
  total: number,
  read: (path: string) => Uint8Array,
): DescribedSplit {
  try {
    const bytes = readFile('file', path, read);
    const { train, validation } = readSplitFile(bytes, total);
    return { file: sha256(bytes), train: train.length, validation: validation.length };
  } catch (error) {
    if (!(error instanceof DataProblem)) throw error;
    return { problem: `${basename(path)}: ${error.message}` };
  }
}

const ADDRESS_ALONE =
  'An address needs the digest of what it has: write `{ url: https://…, sha256: … }`.';

function noRemote(): never {
  throw new Error('Files at addresses are not fetched here.');
}

function describe(own: OwnDataFields, read: (name: FileName) => Uint8Array): DescribedData {
  const { format, fields } = own;
  const names = filesOf(own);
  try {
    const files = Object.fromEntries(
      Object.entries(names).map(([field, name]) => [field, readFile(field, name, read)]),
    );
    const data = ownData(own, files);
    const { train, test } = readOwnData(data, files);
    const [samples, tests] = [samplesIn(train), samplesIn(test)];
    if (samples === 0 || tests === 0) {
      const part = samples === 0 ? 'to train on' : 'for the final test';
      throw new DataProblem('test', `That leaves no sample ${part}.`);
    }
    const [, ...shape] = train.inputs.shape;
    const info = {
      name: shortName(Object.values(names)[0]!),
      train: samples,
      test: tests,
      shape: shape.length === 2 ? [...shape, 1] : shape,
      classes: train.classes,
      ...(train.classNames && { classNames: train.classNames }),
      ...(own.targets && { outputs: train.labels.length / samples }),
    };
    const remote = Object.values(names).filter((name) => typeof name !== 'string');
    const sources = Object.fromEntries(remote.map((file) => [`sha256:${file.sha256}`, file.url]));
    return { info, data, ...(remote.length > 0 && { sources }) };
  } catch (error) {
    if (!(error instanceof DataProblem)) throw error;
    const name = names[error.field];
    const named = name === undefined ? '' : `${shortName(name)}: `;
    const field = error.field in fields ? error.field : format;
    return { problem: named + error.message, field };
  }
}

/** A file's name without its folder. */
function shortName(name: FileName): string {
  return typeof name === 'string' ? basename(name) : basename(new URL(name.url).pathname);
}

/** The fields that name files, with the names. */
function filesOf({ format, fields }: OwnDataFields): Readonly<Record<string, FileName>> {
  const named = fileFieldsOf(format).filter((name) => name in fields);
  return Object.fromEntries(named.map((name) => [name, fields[name] as FileName]));
}

function ownData(
  { format, fields, targets }: OwnDataFields,
  files: Readonly<Record<string, Uint8Array>>,
): OwnData {
  const hasTest = Object.keys(files).some((field) => field.startsWith('test'));
  if (hasTest && fields['test'] !== undefined) {
    throw new DataProblem('test', 'The final test has files of its own: leave `test` out.');
  }
  const digests = Object.entries(files).map(([field, bytes]) => [field, sha256(bytes)]);
  const common = {
    files: Object.fromEntries(digests) as Record<string, string>,
    test: hasTest ? null : ((fields['test'] as number | undefined) ?? TEST_SHARE),
    ...(targets && { targets }),
  };
  if (format !== 'csv') return { format, ...common };
  const { target, categorical, ignore, delimiter } = fields as {
    target: string;
    categorical: readonly string[];
    ignore: readonly string[];
    delimiter: string;
  };
  return { format, ...common, target, categorical, ignore, delimiter };
}

function readFile<T>(field: string, name: T, read: (name: T) => Uint8Array): Uint8Array {
  try {
    return read(name);
  } catch (error) {
    throw new DataProblem(field, (error as Error).message);
  }
}
