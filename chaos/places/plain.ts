import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './place.ts';

/** An ordinary folder. */
export function plainPlace(root: string, env: NodeJS.ProcessEnv = {}): Place {
  const folder = join(root, 'folder');
  mkdirSync(folder);
  return {
    folder,
    seenFolder: folder,
    env,
    enter: (command, args) => [command, args],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
