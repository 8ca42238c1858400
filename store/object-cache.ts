import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheDir } from '../environment/paths.ts';
import { requireName } from './objects.ts';

// A few thousand states of a small network. What falls out is fetched again when it is needed.
const LIMIT_BYTES = 4 * 2 ** 30;

/**
 * Local copies of a remote store's objects, in `<cache>/objects`; processes share them. Copies are
 * unverified, and the ones not used for longest go when they take up too much.
 */
export class ObjectCache {
  readonly #folder: string;
  readonly #limitBytes: number;
  #bytesSincePrune = Infinity;

  constructor(location: string, limitBytes: number = LIMIT_BYTES) {
    const name = createHash('sha256').update(location).digest('hex').slice(0, 16);
    this.#folder = join(cacheDir(), 'objects', name);
    this.#limitBytes = limitBytes;
  }

  /** The local copy, or null. */
  async find(name: string): Promise<string | null> {
    const path = this.#path(name);
    const now = new Date();
    try {
      await utimes(path, now, now); // the time of its last use
      return path;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Makes a staged file an object's copy, unless there is one; the staged file is gone then. */
  async add(name: string, staged: string): Promise<string> {
    const path = this.#path(name);
    const { size } = await stat(staged);
    await mkdir(dirname(path), { recursive: true });
    await rename(staged, path);
    this.#bytesSincePrune += size;
    if (this.#bytesSincePrune > this.#limitBytes / 8) await this.#prune(path);
    return path;
  }

  /** Forgets an object's copy. */
  async drop(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
  }

  /** A fresh path in the cache's file system. */
  async stagingFile(): Promise<string> {
    const folder = join(this.#folder, 'tmp');
    await mkdir(folder, { recursive: true });
    return join(folder, randomUUID());
  }

  #path(name: string): string {
    return join(this.#folder, 'copies', requireName(name));
  }

  async #prune(newest: string): Promise<void> {
    this.#bytesSincePrune = 0;
    const entries = await readdir(join(this.#folder, 'copies'), {
      recursive: true,
      withFileTypes: true,
    });
    const paths = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
    const files = await Promise.all(paths.map(usage));
    let total = files.reduce((sum, file) => sum + file.size, 0);
    for (const { path, size } of files.sort((a, b) => a.usedMs - b.usedMs)) {
      if (total <= this.#limitBytes) return;
      if (path === newest) continue;
      await rm(path, { force: true });
      total -= size;
    }
  }
}

async function usage(path: string): Promise<{ path: string; size: number; usedMs: number }> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { path, size, usedMs: mtimeMs };
  } catch (error) {
    if (isMissing(error)) return { path, size: 0, usedMs: 0 }; // another process dropped it
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as { code?: string } | null)?.code === 'ENOENT';
}
