import { join } from 'node:path';
import { stateDir } from './paths.ts';

/** `EPOCHAL_STORE`: a folder or `s3://bucket/prefix`; default `.epochal/store` in the working folder. */
export function storeLocation(env: NodeJS.ProcessEnv = process.env): string {
  return env['EPOCHAL_STORE'] || join(stateDir(), 'store');
}

/** `EPOCHAL_TASK_QUEUE`: where studies are started and workers poll; default `epochal`. */
export function taskQueue(env: NodeJS.ProcessEnv = process.env): string {
  return env['EPOCHAL_TASK_QUEUE'] || 'epochal';
}
