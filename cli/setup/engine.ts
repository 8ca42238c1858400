import { rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runCommand } from '../../environment/command.ts';
import { withLock } from '../../environment/lock.ts';
import {
  findNativeEngine,
  hasGpu,
  nativePackage,
  type Flavor,
  type NativeEngine,
} from '../../environment/native-engine.ts';
import { nativeEngineDir } from '../../environment/paths.ts';
import { buildNativeEngine, installPackage, type BuildContext } from './engine-build.ts';
import { forgetFailure, rememberFailure } from './engine-failure.ts';
import type { SetUpLog } from './log.ts';
import { removeUnfinished, unfinished } from '../../environment/unfinished.ts';

export interface EngineSetUp {
  /** Null: no native engine could be had, training uses WASM. */
  readonly engine: NativeEngine | null;
  /** What failed on the way, each with its reason. */
  readonly tried: readonly { readonly source: string; readonly reason: string }[];
}

export interface EngineSetUpOptions {
  readonly log: SetUpLog;
  readonly flavor?: Flavor;
  readonly signal?: AbortSignal;
}

/** How much slower an epoch is on WASM than on native TensorFlow, one thread each. */
export const WASM_SLOWDOWN = 4;

/**
 * Finds or makes a native TensorFlow.js: what is there, else built from the Python wheel, else the
 * package's own prebuilt download, else none, which is no error: WASM takes over. Whatever is made
 * computes correctly in a child process before it is moved into place.
 */
export async function setUpEngine(options: EngineSetUpOptions): Promise<EngineSetUp> {
  const { log, signal } = options;
  const flavor = options.flavor ?? (hasGpu() ? 'gpu' : 'cpu');
  const found = findFlavor(flavor);
  if (found !== null) return { engine: found, tried: [] };
  const target = nativeEngineDir(flavor);
  return withLock(
    `${target}.lock`,
    async () => {
      const foundMeanwhile = findFlavor(flavor);
      if (foundMeanwhile !== null) return { engine: foundMeanwhile, tried: [] };
      await removeUnfinished(target);
      const tried: { source: string; reason: string }[] = [];
      for (const { source, make } of ROUTES) {
        const folder = unfinished(target);
        try {
          log.progress(source);
          await make({ folder, flavor, log, ...(signal === undefined ? {} : { signal }) });
          await verify(join(folder, 'node_modules', nativePackage(flavor)));
          await rm(target, { recursive: true, force: true });
          await rename(folder, target);
          await forgetFailure(flavor);
          return { engine: findFlavor(flavor), tried };
        } catch (error) {
          await rm(folder, { recursive: true, force: true });
          signal?.throwIfAborted();
          tried.push({ source, reason: (error as Error).message });
          log.say(`  ${source} did not work: ${(error as Error).message}`);
        }
      }
      await rememberFailure(flavor, tried);
      // The GPU's packages are large and picky; the CPU's may still be had.
      if (flavor === 'gpu') {
        const cpu = await setUpEngine({ ...options, flavor: 'cpu' });
        return { engine: cpu.engine, tried: [...tried, ...cpu.tried] };
      }
      return { engine: null, tried };
    },
    {
      onWait: () => log.say('  Another process is setting TensorFlow up; waiting for it.'),
      ...(signal === undefined ? {} : { signal }),
    },
  );
}

const ROUTES: readonly {
  readonly source: string;
  readonly make: (context: BuildContext) => Promise<void>;
}[] = [
  { source: "TensorFlow's Python wheel with the addon compiled here", make: buildNativeEngine },
  { source: "the package's own prebuilt download", make: downloadPrebuilt },
];

/** tfjs-node's install script: libtensorflow and the addon from its authors' storage. */
async function downloadPrebuilt(context: BuildContext): Promise<void> {
  const { folder, flavor, log, signal } = context;
  await installPackage(context);
  await runCommand(process.execPath, ['scripts/install.js', ...(flavor === 'gpu' ? ['gpu'] : [])], {
    cwd: join(folder, 'node_modules', nativePackage(flavor)),
    env: {
      // It calls node-pre-gyp by name, which may call node-gyp, which keeps headers.
      PATH: [join(folder, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter),
      npm_config_cache: join(folder, '.npm-cache'),
      npm_config_devdir: join(folder, '.node-gyp'),
    },
    onLine: (line) => log.progress(line),
    timeoutMs: 900_000,
    ...(signal === undefined ? {} : { signal }),
  });
  await rm(join(folder, '.npm-cache'), { recursive: true, force: true });
  await rm(join(folder, '.node-gyp'), { recursive: true, force: true });
}

// tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed.
const VERIFY = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
const tf = require(process.argv[1]);
const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0];
if (tf.getBackend() !== 'tensorflow' || product !== 11) {
  throw new Error('1*3 + 2*4 is ' + product + ' on ' + tf.getBackend());
}
`;

/** Loads the engine and computes with it, in a process of its own: a bad addon crashes. */
async function verify(packageDir: string): Promise<void> {
  await runCommand(process.execPath, ['-e', VERIFY, packageDir], {
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    timeoutMs: 120_000,
  });
}

function findFlavor(flavor: Flavor): NativeEngine | null {
  const found = findNativeEngine(flavor === 'gpu');
  return found === null || (flavor === 'gpu' && found.flavor !== 'gpu') ? null : found;
}
