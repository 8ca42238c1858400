import { statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A file as it was when somebody read it: changed where any of it is. */
export type Seen = ReadonlyMap<string, string>;

/** What tells a file's content from another's without reading it; the same for each that is missing. */
export function stamp(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? 'none' : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
}

/** An editor writes a file in several steps. */
const QUIET_MS = 50;

/**
 * Waits until a file is not any more as it was seen. Folders are watched and not files, since many
 * editors put a new file in the old one's place.
 *
 * @returns whether one has changed; false once the signal is aborted
 */
export async function untilChanged(seen: Seen, signal: AbortSignal): Promise<boolean> {
  const events = new Events(signal);
  const watchers = [...new Set([...seen.keys()].map(nearestFolder))].map((folder) =>
    watched(folder, () => events.note()),
  );
  try {
    // What changed before the folders were watched shows at the first look.
    while (!signal.aborted) {
      if ([...seen].some(([file, known]) => stamp(file) !== known)) {
        await settled([...seen.keys()]);
        return !signal.aborted;
      }
      await events.next();
    }
    return false;
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}

/** Waits until the files stay as they are for a moment. */
async function settled(files: readonly string[]): Promise<void> {
  for (let before = ''; ;) {
    const now = files.map(stamp).join('\n');
    if (now === before) return;
    before = now;
    await wait(QUIET_MS);
  }
}

function watched(folder: string, changed: () => void): FSWatcher {
  const watcher = watch(folder, changed);
  watcher.on('error', changed); // a folder that is removed: a look at its files says what is left
  return watcher;
}

/** The folder of a file; above it where that is not there yet. */
function nearestFolder(file: string): string {
  let folder = dirname(resolve(file));
  while (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    if (folder === dirname(folder)) return folder;
    folder = dirname(folder);
  }
  return folder;
}

/** Events that happen while nobody waits are not lost. */
class Events {
  #noted = false;
  #wake: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.note(), { once: true });
  }

  note(): void {
    this.#noted = true;
    this.#wake();
  }

  async next(): Promise<void> {
    if (!this.#noted) {
      await new Promise<void>((done) => {
        this.#wake = done;
      });
    }
    this.#noted = false;
  }
}
