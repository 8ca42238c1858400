import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Far longer than any file is staged, also on a slow disk and while its trainer writes it. */
const OLD_MS = 24 * 60 * 60 * 1000;

/**
 * Removes what processes that were killed left staged in a store's folder, and nothing that another
 * worker may still be writing.
 *
 * @param now milliseconds since 1970
 */
export async function sweepStaged(store: string, now: number = Date.now()): Promise<void> {
  const folder = join(store, 'tmp');
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    // Others sweep too, and finish: a file that is gone, or can't be removed, is nothing to fail for.
    const age = await stat(path).then(
      ({ mtimeMs }) => now - mtimeMs,
      () => 0,
    );
    if (age > OLD_MS) await unlink(path).catch(() => undefined);
  }
}
