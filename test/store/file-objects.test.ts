import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileObjects } from '../../store/file-objects.ts';
import { describeObjects } from './objects-contract.ts';
import type { Place } from './objects-contract.ts';
import { describeRefs } from './refs-contract.ts';

const folders: string[] = [];

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-store-'));
  folders.push(folder);
  return folder;
}

async function freshPlace(): Promise<Place> {
  const folder = await freshFolder();
  return {
    open: () => new FileObjects(folder),
    damage: (name, bytes) => writeFile(join(folder, name), bytes),
  };
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describeObjects('objects as files', freshPlace);
describeRefs('refs as files', freshPlace);

test('a store whose folder was removed meanwhile is made again', async () => {
  const folder = await freshFolder();
  const objects = new FileObjects(folder);
  await objects.create('a/b/c', new Uint8Array([1]));
  await rm(folder, { recursive: true });
  expect(await objects.create('a/b/c', new Uint8Array([2]))).toBe(true);
  expect(await objects.get('a/b/c')).toEqual(Buffer.from([2]));
});
