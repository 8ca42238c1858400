import { randomUUID } from 'node:crypto';
import {
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { requireName } from './objects.ts';
import type { Objects } from './objects.ts';

/**
 * Objects as files under one folder.
 *
 * An object appears whole or not at all, also when power fails: it is written to a temporary file,
 * fsynced, linked to its name (which fails if the name exists) and the folder is fsynced.
 */
export class FileObjects implements Objects {
  readonly location: string;
  readonly #durableFolders = new Set<string>();

  constructor(folder: string) {
    this.location = folder;
  }

  async has(name: string): Promise<boolean> {
    return (await orNull(stat(this.#path(name))))?.isFile() ?? false;
  }

  async get(name: string): Promise<Uint8Array | null> {
    return orNull(readFile(this.#path(name)));
  }

  async create(name: string, bytes: Uint8Array): Promise<boolean> {
    const staged = await this.stagingFile();
    try {
      await writeDurably(staged, bytes);
      return await this.#link(staged, name);
    } finally {
      await orNull(unlink(staged));
    }
  }

  async note(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.#path(name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes, { flag: 'wx' });
  }

  async createFromFile(name: string, path: string): Promise<boolean> {
    const staged = await this.stagingFile();
    try {
      await copyOrMove(path, staged);
      await syncFile(staged);
      return await this.#link(staged, name);
    } finally {
      await orNull(unlink(staged));
    }
  }

  async localFile(name: string): Promise<string | null> {
    const file = await orNull(open(this.#path(name), 'r'));
    await file?.close();
    return file === null ? null : this.#path(name);
  }

  async stagingFile(): Promise<string> {
    const folder = this.#path('tmp');
    await mkdir(folder, { recursive: true });
    return join(folder, randomUUID());
  }

  async list(folder: string): Promise<string[]> {
    const entries = await orNull(
      readdir(folder === '' ? this.location : this.#path(folder), {
        recursive: true,
        withFileTypes: true,
      }),
    );
    return (entries ?? [])
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.location, join(entry.parentPath, entry.name)))
      .map((path) => path.split(sep).join('/'))
      .sort();
  }

  async remove(name: string): Promise<void> {
    await orNull(unlink(this.#path(name)));
  }

  async quarantine(name: string): Promise<void> {
    const place = this.#path(`quarantine/${name}.${randomUUID()}`);
    await mkdir(dirname(place), { recursive: true });
    await orNull(rename(this.#path(name), place));
  }

  #path(name: string): string {
    return join(this.location, requireName(name));
  }

  async #link(staged: string, name: string): Promise<boolean> {
    const path = this.#path(name);
    await this.#makeFolder(dirname(path));
    try {
      await link(staged, path);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      // The folder was there once and somebody removed it since: make it again, then once more.
      if (errorCode(error) !== 'ENOENT') throw error;
      this.#durableFolders.clear();
      await this.#makeFolder(dirname(path));
      await link(staged, path);
    }
    await syncFolder(dirname(path));
    return true;
  }

  /** Makes a folder whose name survives a power failure; each one is synced once a process. */
  async #makeFolder(folder: string): Promise<void> {
    if (this.#durableFolders.has(folder)) return;
    const first = await mkdir(folder, { recursive: true });
    if (first !== undefined) {
      for (let path = folder; path.length >= first.length; path = dirname(path)) {
        await syncFolder(dirname(path));
      }
    }
    this.#durableFolders.add(folder);
  }
}

async function copyOrMove(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    await copyFile(from, to);
    await unlink(from);
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The value, or null when the file or one of its folders is not there. */
async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

// Not `instanceof Error`: under jest, errors of node's own modules come from another realm.
function errorCode(error: unknown): string | undefined {
  return (error as { code?: string } | null)?.code;
}
