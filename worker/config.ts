import {
  backendChoice,
  commands,
  slots,
  storeLocation,
  taskQueue,
} from '../environment/settings.ts';
import type { BackendChoice } from '../environment/settings.ts';

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
  /** `EPOCHAL_COMMANDS`: programs that `command` steps may run, with colons between. Default: none. */
  readonly commands: readonly string[];
}

/**
 * Reads a worker's configuration.
 *
 * @throws EpochalError USAGE, naming the variable and what it may be.
 */
export function workerConfig(env: NodeJS.ProcessEnv = process.env): WorkerConfig {
  return {
    store: storeLocation(env),
    slots: slots(env),
    backend: backendChoice(env),
    taskQueue: taskQueue(env),
    commands: commands(env),
  };
}
