import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { EngineDescription } from '../study/results.ts';
import { digestOf } from './artifact.ts';
import type { Backend } from './backend.ts';
import { cpu, gpu } from './hardware.ts';
import { PROBE_FAMILIES, probeHostMath, probeTraining } from './probe.ts';
import type { DescribeResponse } from './protocol.ts';

/** The environment variables that can change a result's bits. */
const ENVIRONMENT = [
  'CUBLAS_WORKSPACE_CONFIG',
  'DNNL_MAX_CPU_ISA',
  'NVIDIA_TF32_OVERRIDE',
  'OMP_NUM_THREADS',
  'ONEDNN_MAX_CPU_ISA',
  'TF_CUDNN_DETERMINISTIC',
  'TF_DETERMINISTIC_OPS',
  'TF_ENABLE_ONEDNN_OPTS',
  'TF_NUM_INTEROP_THREADS',
  'TF_NUM_INTRAOP_THREADS',
  'TF_XLA_FLAGS',
  'XLA_FLAGS',
] as const;

/**
 * The arithmetic's fingerprint: two trainers with the same one turn the same inputs into the same
 * bytes. Floating point differs between processors, backends and libraries, so all of these are in
 * it, and the weights after a few steps of fixed models, dense and convolutional, as the proof.
 * Node's version is not: of it only exp and log count, and those are probed.
 */
export function describeEngine(backend: Backend): DescribeResponse {
  const processor = cpu();
  const graphics = backend.name === 'tensorflow-gpu' ? gpu() : null;
  const parts = {
    backend: backend.name,
    versions: Object.entries(backend.versions).sort(byName),
    files: engineFiles(backend).map((path) => [basename(path), fileDigest(path)]),
    environment: ENVIRONMENT.map((name) => [name, process.env[name] ?? null]),
    cpu: [processor.model, processor.flags],
    gpu: graphics,
    hostMath: probeHostMath(),
    weights: PROBE_FAMILIES.map((family) => digestOf(probeTraining(backend.kernels, family))),
  };
  const engine: EngineDescription = {
    backend: backend.name,
    reason: backend.reason,
    versions: backend.versions,
    node: process.version,
    cpu: processor.model,
    gpu: graphics === null ? null : graphics.models.join(', '),
  };
  const fingerprint = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return { type: 'described', fingerprint, engine };
}

function engineFiles({ name, folder }: Backend): readonly string[] {
  const folders = name === 'wasm' ? ['dist'] : ['lib/napi-v8', 'deps/lib'];
  const wanted = name === 'wasm' ? /\.wasm$/ : /\.node$|^libtensorflow.*\.so\.2$/;
  return folders
    .map((part) => join(folder, part))
    .filter((path) => existsSync(path))
    .flatMap((path) => {
      const names = readdirSync(path).filter((file) => wanted.test(file));
      return names.sort().map((file) => join(path, file));
    });
}

const EDGE_BYTES = 1024 * 1024;

/**
 * Size, first and last MiB: reading all of TensorFlow's 630 MB takes seconds at every start. The
 * first MiB holds the ELF build id, a hash that the linker made of the whole library.
 */
function fileDigest(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const hash = createHash('sha256').update(`${size}\n`);
    hashRange(hash, file, 0, Math.min(size, EDGE_BYTES));
    hashRange(hash, file, Math.max(EDGE_BYTES, size - EDGE_BYTES), size);
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}

/** Hashes the bytes [start, end). */
function hashRange(hash: Hash, file: number, start: number, end: number): void {
  if (end <= start) return;
  const buffer = Buffer.alloc(end - start);
  let read = 0;
  while (read < buffer.length) {
    const count = readSync(file, buffer, read, buffer.length - read, start + read);
    if (count === 0) break;
    read += count;
  }
  hash.update(buffer.subarray(0, read));
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
