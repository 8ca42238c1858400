import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { hasGpu, locateNativeEngine, nativePackage } from '../environment/native-engine.ts';
import type { Flavor } from '../environment/native-engine.ts';

export const BACKENDS = ['tensorflow-gpu', 'tensorflow', 'wasm'] as const;
/** A way to compute, fastest first. */
export type BackendName = (typeof BACKENDS)[number];

/** A backend that might be loaded, or the reason why it can't. Nothing is loaded to find out. */
export interface BackendCandidate {
  readonly backend: BackendName;
  /** The package's name: `@tensorflow/tfjs-node-gpu`, … */
  readonly packageName: string;
  /** The package's folder, null when it is not there. */
  readonly folder: string | null;
  readonly version: string | null;
  /** Where it came from: the user's own install, the cache of set-up, or Epochal's dependencies. */
  readonly source: 'installed' | 'cache' | 'dependency' | null;
  /** Why it can't be used, as the end of a sentence; null when it can. */
  readonly problem: string | null;
}

/** All backends, fastest first, each with whether it can be used here. */
export function locateBackends(cwd: string = process.cwd()): readonly BackendCandidate[] {
  return [
    locateNative('tensorflow-gpu', nativePackage('gpu'), 'gpu', cwd),
    locateNative('tensorflow', nativePackage('cpu'), 'cpu', cwd),
    locateWasm(),
  ];
}

function locateNative(
  backend: BackendName,
  packageName: string,
  flavor: Flavor,
  cwd: string,
): BackendCandidate {
  const absent = { backend, packageName, folder: null, version: null, source: null };
  if (flavor === 'gpu' && !hasGpu()) return { ...absent, problem: 'no NVIDIA GPU is here' };
  const found = locateNativeEngine(flavor, cwd);
  if (typeof found === 'string') return { ...absent, problem: found };
  const { packageDir: folder, origin: source } = found;
  return { backend, packageName, folder, version: versionIn(folder), source, problem: null };
}

function locateWasm(): BackendCandidate {
  const packageName = '@tensorflow/tfjs-backend-wasm';
  const folder = resolvePackage(packageName, __dirname);
  if (folder === null) {
    const absent = { folder: null, version: null, source: null };
    return { backend: 'wasm', packageName, ...absent, problem: 'it is not installed' };
  }
  const version = versionIn(folder);
  return { backend: 'wasm', packageName, folder, version, source: 'dependency', problem: null };
}

function resolvePackage(packageName: string, from: string): string | null {
  try {
    return dirname(createRequire(join(from, 'x.js')).resolve(`${packageName}/package.json`));
  } catch {
    return null;
  }
}

function versionIn(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
