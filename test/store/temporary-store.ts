import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';

/** Gives each test a store in a folder of its own, which is removed after it. */
export function temporaryStore(
  prepare: (store: Store, folder: string) => void | Promise<void>,
): void {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'epochal-store-'));
    await prepare(await openStore(folder), folder);
  });
  afterEach(() => rm(folder, { recursive: true }));
}
