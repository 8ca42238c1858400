import type { DataInfo } from './datasets.ts';
import { mapOf, numberBetween, text } from './fields.ts';
import type { Fields, Schema } from './fields.ts';
import { LIMITS } from './limits.ts';

/** Where a spec reads data of one's own from; one of them stands in `data`. */
export const OWN_FORMATS = ['csv', 'npy', 'idx'] as const;
export type OwnFormat = (typeof OWN_FORMATS)[number];

/** Data of one's own by content: keys are made of this, so names and folders are not in it. */
export type OwnData = {
  /** Digests of the files by the fields that name them: `file`, `testFile`, `inputs`, … */
  readonly files: Readonly<Record<string, string>>;
  /** The share of the samples that is set aside for the final test; null: it has files of its own. */
  readonly test: number | null;
  /** Where they are numbers to predict, and not classes. */
  readonly targets?: 'numbers';
} & (
  | { readonly format: 'npy' | 'idx' }
  | {
      readonly format: 'csv';
      readonly target: string;
      readonly categorical: readonly string[];
      readonly ignore: readonly string[];
      readonly delimiter: string;
    }
);

/** A file at an address, by what it holds. */
export interface RemoteFile {
  readonly url: string;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** A file as a spec names it: by its path, or by an address. */
export type FileName = string | RemoteFile;

/** What a spec says under `csv`, `npy` or `idx`: valid fields, their defaults filled in. */
export interface OwnDataFields {
  readonly format: OwnFormat;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What the loss takes: numbers to predict, or else classes. */
  readonly targets?: 'numbers';
}

/** What was found in the files that a spec names, or why they are no data, and at which field. */
export type DescribedData =
  | {
      readonly info: DataInfo;
      readonly data: OwnData;
      /** Where files are that have an address, by their digests. */
      readonly sources?: Sources;
    }
  | { readonly problem: string; readonly field: string };

/** What a file says of a split: its digest and the samples in each part, or why it is none. */
export type DescribedSplit =
  | { readonly file: string; readonly train: number; readonly validation: number }
  | { readonly problem: string };

/** Addresses of files, by their digests. */
export type Sources = Readonly<Record<string, string>>;

/** Reads the files that a spec names. Done at the edge: compiling itself reads nothing. */
export interface DescribeData {
  own(own: OwnDataFields): DescribedData;
  /** @param total the samples that the split divides */
  split(path: string, total: number): DescribedSplit;
}

export const REMOTE_FIELDS: Fields = {
  url: {
    schema: { title: 'an https address', ...text(LIMITS.addressLength) },
    doc: 'Where the file is, by https. It is fetched once.',
    required: true,
    aliases: ['uri', 'href', 'address', 'link'],
  },
  sha256: {
    schema: {
      title: '64 hex digits, as `sha256sum` prints them',
      type: 'string',
      pattern: '^[0-9a-f]{64}$',
    },
    doc: 'What the file holds, by its SHA-256: 64 hex digits, as `sha256sum` prints them.',
    required: true,
    aliases: ['hash', 'checksum', 'digest', 'known_hash', 'file_hash'],
  },
};

const FILE: Schema = {
  title: 'the path of a file, or `{ url: https://…, sha256: … }`',
  anyOf: [
    { title: 'the path of a file', ...text(LIMITS.pathLength) },
    mapOf(REMOTE_FIELDS, { title: 'a map such as `{ url: https://…, sha256: … }`' }),
  ],
};
const COLUMN: Schema = text(LIMITS.textLength);
const COLUMNS: Schema = {
  title: 'a list of column names',
  type: 'array',
  uniqueItems: true,
  maxItems: LIMITS.columns,
  items: COLUMN,
};

const testShare = {
  schema: {
    title: 'a fraction between 0 and 1',
    ...numberBetween(0, 1),
  },
  doc: 'The share of the samples that is set aside for the final test, the same ones for every seed.',
  otherwise: '0.2, unless there are files for the test',
  aliases: ['test_size', 'test_split', 'holdout'],
};

export const OWN_FIELDS: Readonly<Record<OwnFormat, Fields>> = {
  csv: {
    file: {
      schema: FILE,
      doc: 'A table as CSV, its first line the columns’ names; relative to the spec.',
      required: true,
      aliases: ['path', 'filename', 'filepath', 'train'],
    },
    target: {
      schema: COLUMN,
      doc: 'The column that is predicted: its different values are the classes, sorted; with meanSquaredError, numbers.',
      required: true,
      aliases: ['label', 'labels', 'y', 'class', 'output', 'target_column'],
    },
    categorical: {
      schema: COLUMNS,
      doc: 'Columns of names instead of numbers: each value becomes an input that is 0 or 1.',
      default: [],
      aliases: ['categories', 'categorical_columns', 'cat_features', 'one_hot'],
    },
    ignore: {
      schema: COLUMNS,
      doc: 'Columns that are not used.',
      default: [],
      aliases: ['drop', 'exclude', 'skip', 'usecols'],
    },
    delimiter: {
      schema: { title: 'a character such as `;`', type: 'string', minLength: 1, maxLength: 1 },
      doc: 'What is between two values.',
      default: ',',
      aliases: ['sep', 'separator'],
    },
    testFile: {
      schema: FILE,
      doc: 'The final test’s samples: another table with the same columns.',
      otherwise: 'none',
      aliases: ['test_file', 'test_path', 'holdout_file'],
    },
    test: testShare,
  },
  npy: {
    inputs: {
      schema: FILE,
      doc: 'The samples: an array of numbers [samples, …] as NumPy’s `save` writes it.',
      required: true,
      aliases: ['x', 'features', 'data', 'X_train', 'images'],
    },
    targets: {
      schema: FILE,
      doc: 'Each sample’s class: an array of whole numbers [samples]; with meanSquaredError, the numbers to predict: [samples] or [samples, outputs].',
      required: true,
      aliases: ['y', 'labels', 'y_train', 'target'],
    },
    testInputs: {
      schema: FILE,
      doc: 'The final test’s samples.',
      otherwise: 'none',
      aliases: ['X_test', 'test_inputs', 'testImages'],
    },
    testTargets: {
      schema: FILE,
      doc: 'The final test’s targets.',
      otherwise: 'none',
      aliases: ['y_test', 'test_targets', 'testLabels'],
    },
    test: testShare,
  },
  idx: {
    images: {
      schema: FILE,
      doc: 'The images: an IDX file of bytes [images, height, width] or [images, height, width, channels]; may be gzipped.',
      required: true,
      aliases: ['x', 'inputs', 'data', 'features'],
    },
    labels: {
      schema: FILE,
      doc: 'Each image’s class: an IDX file of bytes [images]; may be gzipped.',
      required: true,
      aliases: ['y', 'targets'],
    },
    testImages: {
      schema: FILE,
      doc: 'The final test’s images.',
      otherwise: 'none',
      aliases: ['test_images', 'testInputs'],
    },
    testLabels: {
      schema: FILE,
      doc: 'The final test’s classes.',
      otherwise: 'none',
      aliases: ['test_labels', 'testTargets'],
    },
    test: testShare,
  },
};

/** The fields of a format that name files. */
export function fileFieldsOf(format: OwnFormat): readonly string[] {
  const fields = Object.entries(OWN_FIELDS[format]);
  return fields.filter(([, { schema }]) => schema === FILE).map(([name]) => name);
}

/** The share of one's own samples that the final test gets when nothing else is said. */
export const TEST_SHARE = 0.2;

export const OWN_DOCS: Readonly<Record<OwnFormat, string>> = {
  csv: 'A table of one’s own: numbers and categories, and a column to predict.',
  npy: 'Arrays of one’s own, as NumPy saves them.',
  idx: 'Images of one’s own, in the format of MNIST’s files.',
};
