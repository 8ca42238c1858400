import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fetchFile, type FailedSource } from '../../datasets/fetch.ts';
import { runCommand } from '../../environment/command.ts';
import { withLock } from '../../environment/lock.ts';
import { cacheDir, temporalBinary } from '../../environment/paths.ts';
import { findOnPath } from '../../environment/which.ts';
import { EpochalError } from '../../study/errors.ts';
import { withTicker, type SetUpLog } from './log.ts';
import { removeUnfinished, unfinished } from '../../environment/unfinished.ts';

/** A `temporal` binary that can run the dev server. */
export interface TemporalBinary {
  readonly path: string;
  readonly origin: 'PATH' | 'cache';
}

export interface TemporalSetUpOptions {
  readonly log: SetUpLog;
  readonly signal?: AbortSignal;
  /** Where the release archive is downloaded from. Default: Temporal's own addresses. */
  readonly archives?: readonly string[];
}

const VERSION = '1.5.1';
const GO_PACKAGE = `github.com/temporalio/cli/cmd/temporal@v${VERSION}`;
/** The first release with the flags that our server is started with. */
const OLDEST = [1, 1, 0] as const;

/** Of `temporal_cli_1.5.1_<platform>.tar.gz`, as the release's checksums.txt has them. */
const ARCHIVE_SHA256: Readonly<Record<string, string>> = {
  linux_amd64: 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
  linux_arm64: 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
  darwin_amd64: 'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
  darwin_arm64: 'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
};

/** The server binary that is there: on PATH, else in the cache; null when there is none. */
export async function findTemporal(): Promise<TemporalBinary | null> {
  const onPath = findOnPath('temporal');
  if (onPath !== null && (await isRecent(onPath))) return { path: onPath, origin: 'PATH' };
  return existsSync(temporalBinary()) ? { path: temporalBinary(), origin: 'cache' } : null;
}

/**
 * The server binary: what is there, else the official release, else built with `go install`.
 * Calls at the same time, in any number of processes, make it once.
 *
 * @throws EpochalError SETUP_FAILED listing what was tried and what to install by hand.
 */
export async function setUpTemporal(options: TemporalSetUpOptions): Promise<TemporalBinary> {
  const { log, signal } = options;
  const found = await findTemporal();
  if (found !== null) return found;
  const home = dirname(temporalBinary());
  return withLock(
    `${home}.lock`,
    async () => {
      const foundMeanwhile = await findTemporal();
      if (foundMeanwhile !== null) return foundMeanwhile;
      await removeUnfinished(home);
      const tried: FailedSource[] = [];
      for (const { source, make } of [
        { source: `the official release ${VERSION}`, make: downloadRelease },
        { source: `go install ${GO_PACKAGE}`, make: goInstall },
      ]) {
        const folder = unfinished(home);
        try {
          await mkdir(folder, { recursive: true });
          const binary = await make(folder, options);
          await runCommand(binary, ['--version'], { timeoutMs: 60_000 });
          await mkdir(home, { recursive: true });
          await rename(binary, temporalBinary());
          return { path: temporalBinary(), origin: 'cache' };
        } catch (error) {
          signal?.throwIfAborted();
          tried.push({ source, reason: (error as Error).message });
          log.say(`  ${source} did not work: ${(error as Error).message}`);
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      }
      throw notFound(tried);
    },
    {
      onWait: () => log.say('  Another process is setting Temporal up; waiting for it.'),
      ...(signal === undefined ? {} : { signal }),
    },
  );
}

async function downloadRelease(folder: string, options: TemporalSetUpOptions): Promise<string> {
  const { log, signal } = options;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const platform = `${process.platform}_${arch}`;
  const sha256 = ARCHIVE_SHA256[platform];
  if (sha256 === undefined) throw new Error(`there is no release for ${platform}`);
  const name = `temporal_cli_${VERSION}_${platform}.tar.gz`;
  const query = `platform=${process.platform}&arch=${arch}`;
  // Not in the folder, which is removed: what an interrupted download got is gone on with.
  const archive = join(cacheDir(), name);
  await fetchFile({
    destination: archive,
    sources: options.archives ?? [
      `https://temporal.download/cli/archive/v${VERSION}?${query}`,
      `https://github.com/temporalio/cli/releases/download/v${VERSION}/${name}`,
    ],
    sha256,
    byHand: '',
    onProgress: ({ receivedBytes, totalBytes }) => {
      const total = totalBytes === null ? '' : ` of ${megabytes(totalBytes)}`;
      log.progress(`${name}: ${megabytes(receivedBytes)}${total} MB`);
    },
    ...(signal === undefined ? {} : { signal }),
  });
  await runCommand('tar', ['-xzf', archive, '-C', folder, 'temporal']);
  await rm(archive);
  return join(folder, 'temporal');
}

/**
 * Builds the binary with the user's Go. Modules and build cache are kept in our own cache while it
 * lasts, so that an interrupted build goes on where it was, and are removed after it.
 */
async function goInstall(folder: string, options: TemporalSetUpOptions): Promise<string> {
  const { log, signal } = options;
  const go = join(cacheDir(), 'go');
  let downloaded = 0;
  let compiled = 0;
  const install = runCommand('go', ['install', '-v', GO_PACKAGE], {
    cwd: folder,
    env: {
      GOBIN: folder,
      GOPATH: go,
      GOMODCACHE: join(go, 'mod'),
      GOCACHE: join(go, 'build'),
      // Without it the module cache is read-only and could not be removed.
      GOFLAGS: `${process.env['GOFLAGS'] ?? ''} -modcacherw`.trim(),
      CGO_ENABLED: '0', // no C compiler needed: the server's SQLite is written in Go
      // Go writes its telemetry counters into the user's configuration folder: give it ours, and
      // the user's settings all the same.
      GOENV: process.env['GOENV'] ?? join(configDir(), 'go', 'env'),
      XDG_CONFIG_HOME: join(go, 'config'),
    },
    onLine: (line) => {
      if (line.startsWith('go: downloading')) downloaded++;
      else if (!line.startsWith('go: ')) compiled++;
    },
    ...(signal === undefined ? {} : { signal }),
  });
  await withTicker(
    log,
    (seconds) =>
      `${downloaded} modules downloaded, ${compiled} of about 1,300 packages compiled, ${seconds} s`,
    install,
  );
  await rm(go, { recursive: true, force: true });
  return join(folder, 'temporal');
}

function notFound(tried: readonly FailedSource[]): EpochalError {
  const reasons = tried.map(({ source, reason }) => `  - ${source}: ${reason}`);
  return new EpochalError(
    'SETUP_FAILED',
    [
      'There is no Temporal server, and none could be installed. Tried:',
      `  - temporal on PATH: not there, or older than ${OLDEST.join('.')}`,
      ...reasons,
      'By hand, one of:',
      '  - install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on PATH',
      `  - put its binary at ${temporalBinary()}`,
      '  - install Go 1.24 or newer (https://go.dev/dl) and run this command again',
      '  - point Epochal to a server that runs already: TEMPORAL_ADDRESS=host:7233',
    ].join('\n'),
    { tried },
  );
}

/** `temporal version 1.5.1 (Server …)`; built from source it is 0.0.0-DEV, which is taken as new. */
async function isRecent(binary: string): Promise<boolean> {
  try {
    const printed = await runCommand(binary, ['--version'], { timeoutMs: 10_000 });
    const [, version] = /temporal version (\S+)/.exec(printed) ?? [];
    if (version === undefined) return false;
    if (version.startsWith('0.0.0')) return true;
    const numbers = version.split('.').map((part) => Number.parseInt(part, 10));
    for (const [index, oldest] of OLDEST.entries()) {
      const number = numbers[index] ?? 0;
      if (number !== oldest) return number > oldest;
    }
    return true;
  } catch {
    return false;
  }
}

function configDir(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
