import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';

import type * as tfjsWasm from '@tensorflow/tfjs-backend-wasm';

import { EpochalError } from '../study/errors.ts';
import type { Kernels, TensorFlow } from './kernels/kernels.ts';
import { nativeKernels } from './kernels/native.ts';
import { portableKernels } from './kernels/portable.ts';
import { BACKENDS, locateBackends } from './locate.ts';
import type { BackendCandidate, BackendName } from './locate.ts';

/** A loaded backend. */
export interface Backend {
  readonly tf: TensorFlow;
  readonly kernels: Kernels;
  readonly name: BackendName;
  /** Why this one and no faster one, as a sentence. */
  readonly reason: string;
  /** Package and library versions, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The package's folder. */
  readonly folder: string;
}

/**
 * Loads the fastest backend there is, or the one that `wanted` names: the one door to TensorFlow.js.
 *
 * @param wanted `auto`, `tensorflow-gpu`, `tensorflow` or `wasm`; `EPOCHAL_BACKEND` by default.
 * @throws EpochalError USAGE for another name, ENGINE_FAILED when it can't be loaded.
 */
export async function loadBackend(
  wanted: string = process.env['EPOCHAL_BACKEND'] ?? 'auto',
): Promise<Backend> {
  const candidates = wantedCandidates(wanted, locateBackends());
  const refused: string[] = [];
  for (const candidate of candidates) {
    if (candidate.problem === null) {
      try {
        return await load(candidate, describeChoice(candidate, wanted, refused));
      } catch (error) {
        const { message } = error as Error;
        refused.push(`${candidate.backend}: ${candidate.packageName} did not load: ${message}`);
      }
    } else {
      refused.push(`${candidate.backend}: ${candidate.problem}`);
    }
  }
  throw new EpochalError(
    'ENGINE_FAILED',
    `no TensorFlow backend could be loaded (EPOCHAL_BACKEND=${wanted}). ${refused.join('; ')}`,
    { wanted, refused },
  );
}

function wantedCandidates(
  wanted: string,
  all: readonly BackendCandidate[],
): readonly BackendCandidate[] {
  if (wanted === 'auto' || wanted === '') return all;
  const chosen = all.filter(({ backend }) => backend === wanted);
  if (chosen.length > 0) return chosen;
  throw new EpochalError(
    'USAGE',
    `EPOCHAL_BACKEND is ${JSON.stringify(wanted)}; it can be auto, ${BACKENDS.join(', ')}`,
    { wanted },
  );
}

function describeChoice(
  { backend, packageName, source }: BackendCandidate,
  wanted: string,
  refused: readonly string[],
): string {
  const from = {
    installed: `your own ${packageName}`,
    cache: `${packageName} from Epochal's cache`,
    dependency: `${packageName}, which comes with Epochal`,
  }[source!];
  const why = wanted === backend ? `EPOCHAL_BACKEND asks for it` : `the fastest that is here`;
  const slow = backend === 'wasm' ? '; expect several times the time of native TensorFlow' : '';
  const others = refused.length > 0 ? ` (${refused.join('; ')})` : '';
  return `${from}: ${why}${others}${slow}`;
}

async function load(candidate: BackendCandidate, reason: string): Promise<Backend> {
  const { backend: name, packageName, folder } = candidate;
  const own = createRequire(join(folder!, 'package.json'));
  const described = { name, reason, folder: folder! };
  if (name === 'wasm') {
    const tf = own('@tensorflow/tfjs-core') as TensorFlow;
    const wasm = own(folder!) as typeof tfjsWasm;
    wasm.setWasmPaths(join(folder!, 'dist', '/'));
    if (!(await tf.setBackend('wasm'))) throw new Error('it did not start');
    const versions = { 'tfjs-core': tf.version_core, 'tfjs-backend-wasm': wasm.version_wasm };
    return { ...described, tf, kernels: portableKernels(tf), versions };
  }
  // TensorFlow's C++ side logs each start-up detail to stderr; errors (3) stay.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // tfjs-node 4.22 calls this, which Node 23 removed and Node 22 warns about.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
  const node = own(folder!) as TensorFlow & {
    readonly version: Readonly<Record<string, string>>;
  };
  if (!(await node.setBackend('tensorflow'))) throw new Error('it did not start');
  const { binding } = node.backend() as unknown as { binding: { TF_Version: string } };
  const versions = {
    tensorflow: binding.TF_Version,
    'tfjs-core': node.version_core,
    [packageName.slice('@tensorflow/'.length)]: candidate.version!,
  };
  return { ...described, tf: node, kernels: nativeKernels(node), versions };
}
