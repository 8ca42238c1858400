import { FileObjects } from './file-objects.ts';
import type { Objects } from './objects.ts';
import { Store } from './store.ts';

/** Opens the store at a location, a folder or `s3://bucket/prefix`; makes it where there is none. */
export async function openStore(location: string): Promise<Store> {
  return Store.open(await objectsAt(location));
}

/** The store at a location, or null where there is none; nothing is made. */
export async function openExistingStore(location: string): Promise<Store | null> {
  return Store.openExisting(await objectsAt(location));
}

async function objectsAt(location: string): Promise<Objects> {
  return new FileObjects(location);
}
