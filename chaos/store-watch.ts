import { mkdirSync, readFileSync, readdirSync, statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { momentOf } from './moments.ts';
import type { Moment, SeenFile } from './moments.ts';

/**
 * Watches a store's folder through the kernel (inotify), and tells each moment as it comes, within
 * about a millisecond. Folders that are removed meanwhile are watched again when they are back.
 */
export class StoreWatch implements Disposable {
  readonly #store: string;
  readonly #watchers = new Map<string, { readonly watcher: FSWatcher; readonly id: string }>();
  readonly #known = new Set<string>();
  readonly #onMoment: (moment: Moment) => void;

  constructor(store: string, onMoment: (moment: Moment) => void) {
    this.#store = store;
    this.#onMoment = onMoment;
    mkdirSync(store, { recursive: true });
    this.#watch(store, (name) => this.#openTop(name));
  }

  [Symbol.dispose](): void {
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #openTop(name: string): void {
    const folder = join(this.#store, name);
    if (name === 'tmp') this.#watch(folder, (file) => this.#see('tmp', join(folder, file)));
    if (name !== 'artifacts' && name !== 'records') return;
    this.#watch(folder, (shard) => {
      const inside = join(folder, shard);
      this.#watch(inside, (file) => this.#see(name, join(inside, file)));
    });
  }

  /** Calls `onName` for each name that is there or comes, and for each that changes. */
  #watch(folder: string, onName: (name: string) => void): void {
    try {
      const { ino, birthtimeNs } = statSync(folder, { bigint: true });
      const id = `${ino} ${birthtimeNs}`; // a removed folder's number is given to the next one
      const before = this.#watchers.get(folder);
      if (before?.id === id) return;
      if (before !== undefined) this.#forget(folder); // it was removed, this is another one
      const watcher = watch(folder, (_event, name) => {
        if (name !== null) onName(name);
      });
      watcher.on('error', () => watcher.close());
      this.#watchers.set(folder, { watcher, id });
      // What came before the watcher did.
      for (const name of readdirSync(folder)) onName(name);
    } catch {
      // Not a folder, or gone again.
    }
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.watcher.close();
    for (const path of this.#known) {
      if (path.startsWith(`${folder}/`)) this.#known.delete(path);
    }
  }

  #see(folder: SeenFile['folder'], path: string): void {
    try {
      // A link counts as a change of the file too: each object is told once.
      if (folder !== 'tmp' && this.#known.has(path)) return;
      const { size } = statSync(path);
      this.#known.add(path);
      const step = folder === 'records' ? stepOf(path) : undefined;
      const moment = momentOf({ folder, sizeBytes: size, ...(step !== undefined && { step }) });
      if (moment !== null) this.#onMoment(moment);
    } catch {
      // It was there for a moment only.
    }
  }
}

function stepOf(record: string): string | undefined {
  const { body } = JSON.parse(readFileSync(record, 'utf8')) as { body?: { step?: string } };
  return body?.step;
}
