import { stat } from 'node:fs/promises';
import { EpochalError } from '../study/errors.ts';
import { FileObjects } from './file-objects.ts';
import type { Objects } from './objects.ts';
import { Store } from './store.ts';

/**
 * Opens the store at a location, a folder or `s3://bucket/prefix`; makes it where there is none.
 *
 * @throws EpochalError USAGE when no store can be at such a location.
 */
export async function openStore(location: string): Promise<Store> {
  return Store.open(await objectsAt(location));
}

/** The store at a location, or null where there is none; nothing is made. */
export async function openExistingStore(location: string): Promise<Store | null> {
  return Store.openExisting(await objectsAt(location));
}

async function objectsAt(location: string): Promise<Objects> {
  if (!location.startsWith('s3://')) {
    await requireFolder(location);
    return new FileObjects(location);
  }
  // Loaded only now: the SDK costs 0.1 to 0.2 s and 22 MB.
  const { S3Objects } = await import('./s3-objects.ts');
  return new S3Objects(location);
}

async function requireFolder(location: string): Promise<void> {
  const isOther = /^[a-z][a-z\d+.-]*:\/\//i.test(location);
  const there = isOther ? null : await stat(location).catch(() => null);
  if (!isOther && (there === null || there.isDirectory())) return;
  throw new EpochalError(
    'USAGE',
    `The store ${JSON.stringify(location)} is ${isOther ? 'neither a path nor in S3' : 'a file'}, ` +
      'expected a folder or s3://bucket/prefix. Change EPOCHAL_STORE or unset it.',
    { location },
  );
}
