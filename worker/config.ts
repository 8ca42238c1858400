import { cpus } from 'node:os';
import { storeLocation, taskQueue } from '../environment/settings.ts';
import { EpochalError } from '../study/errors.ts';

export type BackendChoice = 'auto' | 'tensorflow-gpu' | 'tensorflow' | 'wasm';
const BACKENDS: readonly BackendChoice[] = ['auto', 'tensorflow-gpu', 'tensorflow', 'wasm'];

/** What a worker is made of; each from an environment variable with a default. */
export interface WorkerConfig {
  /** `EPOCHAL_STORE`: a folder or `s3://bucket/prefix`. Default: `.epochal/store`. */
  readonly store: string;
  /** `EPOCHAL_SLOTS`: epochs trained at once, 0 to 256. Default: the CPU cores. */
  readonly slots: number;
  /** `EPOCHAL_BACKEND`: default `auto`, the fastest that loads. */
  readonly backend: BackendChoice;
  /** `EPOCHAL_TASK_QUEUE`: default `epochal`. */
  readonly taskQueue: string;
}

/**
 * Reads a worker's configuration.
 *
 * @throws EpochalError USAGE, naming the variable and what it may be.
 */
export function workerConfig(env: NodeJS.ProcessEnv = process.env): WorkerConfig {
  return {
    store: storeLocation(env),
    slots: slotsOf(env['EPOCHAL_SLOTS']),
    backend: backendOf(env['EPOCHAL_BACKEND']),
    taskQueue: taskQueue(env),
  };
}

function slotsOf(value: string | undefined): number {
  if (value === undefined || value === '') return cpus().length;
  if (/^\d{1,3}$/.test(value) && Number(value) <= 256) return Number(value);
  throw usage('EPOCHAL_SLOTS', value, 'a whole number from 0 to 256');
}

function backendOf(value: string | undefined): BackendChoice {
  const backend = value === undefined || value === '' ? 'auto' : value;
  const found = BACKENDS.find((known) => known === backend);
  if (found !== undefined) return found;
  throw usage('EPOCHAL_BACKEND', backend, `one of ${BACKENDS.join(', ')}`);
}

function usage(variable: string, value: string, expected: string): EpochalError {
  return new EpochalError(
    'USAGE',
    `${variable} is ${JSON.stringify(value)}, expected ${expected}. Change it or unset it.`,
    { variable, value },
  );
}
