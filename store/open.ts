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
  if (!location.startsWith('s3://')) return new FileObjects(location);
  // Loaded only now: the SDK costs 0.1 to 0.2 s and 22 MB.
  const { S3Objects } = await import('./s3-objects.ts');
  return new S3Objects(location);
}
