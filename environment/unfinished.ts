import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A folder beside `target` to make it in; renamed to `target` when it is whole. */
export function unfinished(target: string): string {
  return `${target}.making-${randomUUID()}`;
}

/**
 * Removes what killed processes left beside `target`. Only while holding the target's lock, so that
 * nobody works in them.
 */
export async function removeUnfinished(target: string): Promise<void> {
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  for (const name of await readdir(parent)) {
    if (name.startsWith(`${basename(target)}.making-`)) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}
