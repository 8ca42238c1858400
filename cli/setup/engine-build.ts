import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runCommand } from '../../environment/command.ts';
import { addonPath, nativePackage, type Flavor } from '../../environment/native-engine.ts';
import { npmInstall } from '../../environment/npm.ts';
import { sha256OfFile } from '../../environment/sha256.ts';
import { withTicker, type SetUpLog } from './log.ts';
import { downloadWheel, findPython, unpackWheel } from './python.ts';

export interface BuildContext {
  /** The folder to fill; nobody else looks at it before it is renamed into place. */
  readonly folder: string;
  readonly flavor: Flavor;
  readonly log: SetUpLog;
  readonly signal?: AbortSignal;
}

const TFJS_VERSION = '4.22.0';
const NODE_API_HEADERS = 'node-api-headers@1.9.0';

interface Wheel {
  readonly requirement: string;
  readonly sizeMegabytes: number;
  /** Pinned where it decides the arithmetic; 64 hex digits. */
  readonly sha256?: string;
}

const TENSORFLOW_WHEELS: Readonly<Record<Flavor, Wheel>> = {
  cpu: {
    requirement: 'tensorflow-cpu==2.18.0',
    sizeMegabytes: 230,
    sha256: '089e71746960ea581dca53401f84b3b99c8537313e337a9e5dbf97036a936f7e',
  },
  gpu: { requirement: 'tensorflow==2.18.0', sizeMegabytes: 615 },
};

/** What `tensorflow[and-cuda]==2.18.0` requires, by its wheel's METADATA. */
const NVIDIA_WHEELS: readonly Wheel[] = [
  { requirement: 'nvidia-cublas-cu12==12.5.3.2', sizeMegabytes: 363 },
  { requirement: 'nvidia-cuda-cupti-cu12==12.5.82', sizeMegabytes: 14 },
  { requirement: 'nvidia-cuda-nvcc-cu12==12.5.82', sizeMegabytes: 22 },
  { requirement: 'nvidia-cuda-nvrtc-cu12==12.5.82', sizeMegabytes: 25 },
  { requirement: 'nvidia-cuda-runtime-cu12==12.5.82', sizeMegabytes: 1 },
  { requirement: 'nvidia-cudnn-cu12==9.3.0.75', sizeMegabytes: 577 },
  { requirement: 'nvidia-cufft-cu12==11.2.3.61', sizeMegabytes: 193 },
  { requirement: 'nvidia-curand-cu12==10.3.6.82', sizeMegabytes: 56 },
  { requirement: 'nvidia-cusolver-cu12==11.6.3.83', sizeMegabytes: 130 },
  { requirement: 'nvidia-cusparse-cu12==12.5.1.3', sizeMegabytes: 218 },
  { requirement: 'nvidia-nccl-cu12==2.21.5', sizeMegabytes: 189 },
  { requirement: 'nvidia-nvjitlink-cu12==12.5.82', sizeMegabytes: 21 },
];

/** The libraries, and the headers that the addon's sources include. */
const WHEEL_MEMBERS = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/ctstring',
  'tensorflow/include/tsl/platform/ctstring',
  'tensorflow/include/xla/tsl/c/',
];

/**
 * Builds the native engine in a folder: the npm package as it is, TensorFlow's libraries from the
 * Python wheel, and one compiler call for the addon between them. Linux x64 only.
 *
 * The GPU flavour takes NVIDIA's libraries from their wheels too, to where TensorFlow's own search
 * path finds them. It has never been run, neither the build nor on a GPU.
 *
 * @throws Error with one readable reason.
 */
export async function buildNativeEngine(context: BuildContext): Promise<void> {
  const { folder, flavor, log } = context;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`there are TensorFlow wheels for linux x64, this is ${platformName()}`);
  }
  // Cheap questions first: a missing tool should not cost a download.
  const compiler = await findCompiler();
  const python = await findPython();

  await installPackage(context, [NODE_API_HEADERS]);
  const packageDir = join(folder, 'node_modules', nativePackage(flavor));
  const deps = join(packageDir, 'deps');
  const work = join(folder, 'work');
  const fetchWheel = async (wheel: Wheel, to: string, members: readonly string[]) => {
    const { requirement, sizeMegabytes } = wheel;
    const path = await downloadWheel(python, {
      requirement,
      sizeMegabytes,
      folder: work,
      log,
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    });
    if (wheel.sha256 !== undefined) {
      const digest = await sha256OfFile(path);
      if (digest !== wheel.sha256) {
        throw new Error(`${requirement} has sha256 ${digest}, expected ${wheel.sha256}`);
      }
    }
    await withTicker(
      log,
      (s) => `unpacking ${requirement}, ${s} s`,
      unpackWheel(python, path, to, members),
    );
    await rm(work, { recursive: true });
  };

  const unpacked = join(folder, 'wheel');
  await fetchWheel(TENSORFLOW_WHEELS[flavor], unpacked, WHEEL_MEMBERS);
  await linkLibraries(join(unpacked, 'tensorflow'), deps);
  if (flavor === 'gpu') {
    // libtensorflow_cc.so.2 looks in $ORIGIN/../nvidia/*/lib, so beside deps/lib.
    for (const wheel of NVIDIA_WHEELS) await fetchWheel(wheel, deps, ['nvidia/']);
  }
  await rm(unpacked, { recursive: true });
  await compileAddon(compiler, packageDir, join(folder, 'node_modules', 'node-api-headers'), log);
  await rm(join(deps, 'include'), { recursive: true });
}

/** Installs the flavour's npm package without its install script, and without its source maps. */
export async function installPackage(
  context: BuildContext,
  others: readonly string[] = [],
): Promise<void> {
  const { folder, flavor, log, signal } = context;
  const name = `${nativePackage(flavor)}@${TFJS_VERSION}`;
  const install = npmInstall(folder, [name, ...others], signal === undefined ? {} : { signal });
  await withTicker(log, (seconds) => `npm install ${name}, ${seconds} s`, install);
  // 189 of the packages' 420 MB.
  const tensorflow = join(folder, 'node_modules', '@tensorflow');
  for (const file of await readdir(tensorflow, { recursive: true })) {
    if (file.endsWith('.map')) await rm(join(tensorflow, file));
  }
}

/** Lays a wheel's libraries and headers out as the addon's `deps`, under the names it links. */
async function linkLibraries(tensorflow: string, deps: string): Promise<void> {
  const lib = join(deps, 'lib');
  await mkdir(lib, { recursive: true });
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    await rename(join(tensorflow, name), join(lib, name));
  }
  await symlink('libtensorflow_cc.so.2', join(lib, 'libtensorflow.so'));
  await symlink('libtensorflow_cc.so.2', join(lib, 'libtensorflow.so.2'));
  await symlink('libtensorflow_framework.so.2', join(lib, 'libtensorflow_framework.so'));
  await rename(join(tensorflow, 'include'), join(deps, 'include'));
}

async function compileAddon(
  compiler: string,
  packageDir: string,
  headers: string,
  log: SetUpLog,
): Promise<void> {
  const addon = addonPath(packageDir);
  await mkdir(dirname(addon), { recursive: true });
  const sources = (await readdir(join(packageDir, 'binding'))).filter((name) =>
    name.endsWith('.cc'),
  );
  const compile = runCommand(
    compiler,
    [
      '-O2',
      '-std=c++17',
      '-fPIC',
      '-shared',
      '-DNAPI_VERSION=8',
      `-I${join(headers, 'include')}`,
      '-Ibinding',
      '-Ideps/include',
      ...sources.map((name) => `binding/${name}`),
      '-Ldeps/lib',
      '-Wl,--no-as-needed',
      '-ltensorflow',
      '-ltensorflow_framework',
      '-Wl,-rpath,$ORIGIN/../../deps/lib',
      '-o',
      addon,
    ],
    { cwd: packageDir },
  );
  await withTicker(log, (seconds) => `compiling the addon, ${seconds} s`, compile);
  if (!existsSync(addon)) throw new Error(`${compiler} left no ${addon}`);
}

async function findCompiler(): Promise<string> {
  for (const compiler of ['g++', 'c++', 'clang++']) {
    try {
      await runCommand(compiler, ['--version']);
      return compiler;
    } catch {
      // the next one
    }
  }
  throw new Error('no C++ compiler: looked for g++, c++ and clang++');
}

function platformName(): string {
  return `${process.platform} ${process.arch}`;
}
