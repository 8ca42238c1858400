import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from './package.ts';
import { nativeEngineDir } from './paths.ts';

export type Flavor = 'cpu' | 'gpu';

/** A native TensorFlow.js that is ready to be loaded: `require(packageDir)`. */
export interface NativeEngine {
  readonly flavor: Flavor;
  /** `…/node_modules/@tensorflow/tfjs-node` or `…-gpu`. */
  readonly packageDir: string;
  /** 'installed' by the user beside Epochal or in the working folder, or built into the 'cache'. */
  readonly origin: 'installed' | 'cache';
}

/**
 * The native engine to use, null when there is none: the GPU flavour only where there is a GPU, and
 * what the user installed before what set-up built.
 */
export function findNativeEngine(gpu: boolean = hasGpu()): NativeEngine | null {
  const flavors: readonly Flavor[] = gpu ? ['gpu', 'cpu'] : ['cpu'];
  for (const flavor of flavors) {
    const found = locateNativeEngine(flavor);
    if (typeof found !== 'string') return found;
  }
  return null;
}

/** A flavour's engine, or why there is none, as the end of a sentence. Nothing is loaded. */
export function locateNativeEngine(
  flavor: Flavor,
  cwd: string = process.cwd(),
): NativeEngine | string {
  const name = nativePackage(flavor);
  const installed = installedByUser(name, cwd);
  if (installed !== null && hasAddon(installed)) {
    return { flavor, packageDir: installed, origin: 'installed' };
  }
  const cached = join(nativeEngineDir(flavor), 'node_modules', name);
  if (hasAddon(cached)) return { flavor, packageDir: cached, origin: 'cache' };
  if (installed === null) return 'it is not installed';
  return `${name} in ${installed} has no built addon (${addonPath('')})`;
}

/** The npm package of a flavour. */
export function nativePackage(flavor: Flavor): string {
  return flavor === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
}

/** Where a package keeps its compiled addon; its loader takes the highest Node-API it knows, 8. */
export function addonPath(packageDir: string): string {
  return join(packageDir, 'lib', 'napi-v8', 'tfjs_binding.node');
}

/** Whether this machine has an NVIDIA GPU, or a container was lent one. */
export function hasGpu(): boolean {
  return existsSync('/proc/driver/nvidia/version') || existsSync('/dev/nvidia0');
}

function hasAddon(packageDir: string): boolean {
  return existsSync(addonPath(packageDir));
}

function installedByUser(name: string, cwd: string): string | null {
  try {
    return dirname(require.resolve(`${name}/package.json`, { paths: [cwd, packageRoot] }));
  } catch {
    return null;
  }
}
