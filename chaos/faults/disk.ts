import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, Injected } from '../fault.ts';
import { diskReason } from '../places/disk.ts';
import type { DiskPlace } from '../places/disk.ts';

const FULL_MS = 5000;
const READ_ONLY_MS = 5000;
const RETRY_MS = 5;
const CHUNK_BYTES = 2 ** 20;

export const DISK_FAULTS: readonly Fault[] = [
  {
    ...base('store-full', "the store's disk is full for 5 s"),
    moments: ['artifact-write', 'record-write', 'commit'],
    inject: (site) => fillForAWhile(join(site.store, 'ballast')),
  },
  {
    ...base('disks-full', 'the disks of store, server database and logs are full for 5 s'),
    moments: ['artifact-write', 'record-write', 'commit'],
    inject: (site) => fillForAWhile(join(site.store, 'ballast'), join(site.folder, 'ballast')),
  },
  {
    ...base('store-read-only', "the store's file system is read-only for 5 s"),
    moments: ['before-compute', 'commit'],
    inject: async (site) => {
      const disk = site.place as DiskPlace; // the fault's own kind of place
      // Refused while a file is open for writing.
      while (!disk.remountStore('ro')) await delay(RETRY_MS);
      await delay(READ_ONLY_MS);
      disk.remountStore('rw');
      return { fromMs: performance.now(), what: `read-only for ${READ_ONLY_MS / 1000} s` };
    },
  },
];

function base(
  name: string,
  about: string,
): Pick<Fault, 'name' | 'group' | 'place' | 'reason' | 'about' | 'targetSeconds'> {
  return { name, group: 'store', place: 'disk', reason: diskReason, about, targetSeconds: null };
}

async function fillForAWhile(...ballast: readonly string[]): Promise<Injected> {
  ballast.forEach(fill);
  await delay(FULL_MS);
  for (const file of ballast) rmSync(file);
  return { fromMs: performance.now(), what: `full for ${FULL_MS / 1000} s` };
}

/** Writes until nothing more fits. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (let bytes = CHUNK_BYTES; bytes >= 1;) {
      try {
        writeSync(file, Buffer.alloc(bytes));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        bytes >>= 1;
      }
    }
  } finally {
    closeSync(file);
  }
}
