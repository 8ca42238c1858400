import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '../environment/command.ts';
import { withLock } from '../environment/lock.ts';
import { cacheDir } from '../environment/paths.ts';
import { removeUnfinished, unfinished } from '../environment/unfinished.ts';
import { findOnPath } from '../environment/which.ts';
import { describeIf } from './skip.ts';

// The first whose `If-None-Match: *` holds among writers at the same time:
// https://github.com/versity/versitygw/pull/2288
const VERSION = '1.8.0';
const BUILD_MS = 20 * 60_000;

/** A real S3 server with one empty bucket, on this machine only. */
export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly secretKey: string;
  /** What a client needs to reach it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the objects lie as files: `<folder>/<bucket>/<name>`. */
  readonly folder: string;
  /** Ends it at once, as a power failure would; what it holds stays. */
  kill(): Promise<void>;
  /** Starts it again at the same address. */
  start(): Promise<void>;
  /** Kills it and removes what it held. */
  remove(): Promise<void>;
}

/** `describe` for tests against a real S3 server, one for all of them. */
export function describeWithS3(title: string, fn: (server: () => S3Server) => void): void {
  const reason = `no versitygw ${VERSION} or newer on PATH, and no Go to build it: https://go.dev/dl`;
  const possible = findServer() !== null || findOnPath('go') !== null;
  describeIf(possible, reason, title, () => {
    let server: S3Server | undefined;
    beforeAll(async () => {
      server = await startS3Server();
    }, BUILD_MS);
    afterAll(() => server?.remove());
    fn(() => {
      if (server === undefined) throw new Error('the S3 server has not started yet');
      return server;
    });
  });
}

/** Starts a server of its own folder and port, installing it first where it is not there. */
export async function startS3Server(): Promise<S3Server> {
  const binary = findServer() ?? (await installServer());
  const folder = await mkdtemp(join(tmpdir(), 'epochal-s3-'));
  const [bucket, accessKey, secretKey] = ['studies', 'epochal', 'the-secret-of-the-test'];
  const [data, metadata] = [join(folder, 'data'), join(folder, 'metadata')];
  await mkdir(join(data, bucket), { recursive: true });
  await mkdir(metadata);
  const address = `127.0.0.1:${await freePort()}`;
  const command = [binary, '--port', address, 'posix', '--sidecar', metadata, data];
  const environment = { ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey };
  let kill = await launch(command, environment);
  return {
    endpoint: `http://${address}`,
    bucket,
    secretKey,
    environment: {
      AWS_ENDPOINT_URL_S3: `http://${address}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: secretKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    folder: data,
    kill: () => kill(),
    async start() {
      kill = await launch(command, environment);
    },
    async remove() {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

/** Starts the server, waits until it says that it listens, and returns what kills it. */
async function launch(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<() => Promise<void>> {
  // The shell ends the server when its input closes, so also when this process is killed.
  const child = spawn('sh', ['-c', '"$@" & read -r _; kill -9 $!; wait', 'sh', ...command], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const onText = (text: string): void => {
      output += text;
      if (output.includes('listening on')) resolve();
      if (output.includes('shutting down')) reject(new Error(`no S3 server: ${output}`));
    };
    child.stdout.setEncoding('utf8').on('data', onText);
    child.stderr.setEncoding('utf8').on('data', onText);
    child.once('error', reject);
    void closed.then(() => reject(new Error(`no S3 server: ${output}`)));
  });
  return async () => {
    child.stdin.end();
    await closed;
  };
}

function findServer(): string | null {
  const onPath = findOnPath('versitygw');
  if (onPath !== null && isRecent(onPath)) return onPath;
  return existsSync(cachedServer()) ? cachedServer() : null;
}

function cachedServer(): string {
  return join(cacheDir(), 'tools', `versitygw-${VERSION}`, 'versitygw');
}

/** `Version  : v1.8.0`. */
function isRecent(binary: string): boolean {
  const printed = spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: 10_000 }).stdout;
  const [, major, minor] = /Version\s*: v?(\d+)\.(\d+)\./.exec(printed) ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 8);
}

/** Builds the server with Go, once for all that ask at the same time. */
async function installServer(): Promise<string> {
  const home = dirname(cachedServer());
  return withLock(`${home}.lock`, async () => {
    if (existsSync(cachedServer())) return cachedServer();
    await removeUnfinished(home);
    const folder = unfinished(home);
    // Kept while it lasts, so that an interrupted build goes on where it was.
    const go = `${home}.go`;
    await mkdir(folder, { recursive: true });
    try {
      const source = `github.com/versity/versitygw/cmd/versitygw@v${VERSION}`;
      await runCommand('go', ['install', '-ldflags=-s -w', source], {
        cwd: folder,
        env: {
          GOBIN: folder,
          GOPATH: go,
          GOMODCACHE: join(go, 'mod'),
          GOCACHE: join(go, 'build'),
          GOFLAGS: `${process.env['GOFLAGS'] ?? ''} -modcacherw`.trim(),
          GOTOOLCHAIN: 'auto', // it wants Go 1.25, which any Go from 1.21 on can fetch
          CGO_ENABLED: '0',
          // Go's telemetry goes where the user's settings are: into our folder instead.
          GOENV: process.env['GOENV'] ?? join(configDir(), 'go', 'env'),
          XDG_CONFIG_HOME: join(go, 'config'),
        },
      });
      await rename(folder, home);
      await rm(go, { recursive: true, force: true });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return cachedServer();
  });
}

function configDir(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  return process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
