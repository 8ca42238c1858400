import { cpus } from 'node:os';
import { join } from 'node:path';
import { EpochalError } from '../study/errors.ts';
import { stateDir } from './paths.ts';

export type BackendChoice = 'auto' | 'tensorflow-gpu' | 'tensorflow' | 'wasm';
const BACKENDS: readonly BackendChoice[] = ['auto', 'tensorflow-gpu', 'tensorflow', 'wasm'];

/** `EPOCHAL_STORE`: a folder or `s3://bucket/prefix`; default `.epochal/store` in the working folder. */
export function storeLocation(env: NodeJS.ProcessEnv = process.env): string {
  return env['EPOCHAL_STORE'] || join(stateDir(), 'store');
}

/** `EPOCHAL_TASK_QUEUE`: where studies are started and workers poll; default `epochal`. */
export function taskQueue(env: NodeJS.ProcessEnv = process.env): string {
  return env['EPOCHAL_TASK_QUEUE'] || 'epochal';
}

/**
 * `EPOCHAL_SLOTS`: epochs trained at once, 0 to 256; default: the CPU cores.
 *
 * @throws EpochalError USAGE
 */
export function slots(env: NodeJS.ProcessEnv = process.env): number {
  const value = env['EPOCHAL_SLOTS'];
  return value === undefined || value === '' ? cpus().length : slotsOf('EPOCHAL_SLOTS', value);
}

/**
 * A number of slots as somebody wrote it.
 *
 * @param name of the variable or option that it stands in
 * @throws EpochalError USAGE
 */
export function slotsOf(name: string, value: string): number {
  if (/^\d{1,3}$/.test(value) && Number(value) <= 256) return Number(value);
  throw notASetting(name, value, 'a whole number from 0 to 256');
}

/**
 * `EPOCHAL_BACKEND`: what trains; default `auto`, the fastest that loads.
 *
 * @throws EpochalError USAGE
 */
export function backendChoice(env: NodeJS.ProcessEnv = process.env): BackendChoice {
  const value = env['EPOCHAL_BACKEND'] || 'auto';
  const found = BACKENDS.find((known) => known === value);
  if (found !== undefined) return found;
  throw notASetting('EPOCHAL_BACKEND', value, `one of ${BACKENDS.join(', ')}`);
}

/**
 * `EPOCHAL_COMMANDS`: programs that `command` steps may run, with colons between as in PATH: names,
 * which are looked up there, or absolute paths. Default: none.
 *
 * @throws EpochalError USAGE
 */
export function commands(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const programs = (env['EPOCHAL_COMMANDS'] ?? '').split(':').filter((name) => name !== '');
  const relative = programs.find((name) => name.includes('/') && !name.startsWith('/'));
  if (relative === undefined) return programs;
  // A step runs in a folder of its own, where the path would lead elsewhere.
  throw notASetting('EPOCHAL_COMMANDS', relative, 'names of programs or absolute paths');
}

/**
 * `EPOCHAL_DATASETS`: where data sets are fetched from instead of their usual sources, such as a
 * mirror behind a firewall; `<it>/mnist/train-images-idx3-ubyte.gz` and so on. Null when not set.
 *
 * @throws EpochalError USAGE
 */
export function datasetSource(env: NodeJS.ProcessEnv = process.env): string | null {
  const value = env['EPOCHAL_DATASETS'];
  if (value === undefined || value === '') return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.username || url?.password) {
    // Not printed: it would also reach Temporal's history.
    throw notASetting(
      'EPOCHAL_DATASETS',
      '(not shown)',
      'an address without user name and password',
    );
  }
  if (url !== null && /^https?:$/.test(url.protocol)) return value.replace(/\/+$/, '');
  throw notASetting('EPOCHAL_DATASETS', value, 'an http or https address');
}

function notASetting(name: string, value: string, expected: string): EpochalError {
  return new EpochalError(
    'USAGE',
    `${name} is ${JSON.stringify(value)}, expected ${expected}. Change it or unset it.`,
    { name, value },
  );
}
