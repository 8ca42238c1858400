import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openExistingStore, openStore } from '../../store/open.ts';

jest.mock('@aws-sdk/client-s3', () => {
  throw new Error('the S3 client was loaded');
});

test('the S3 client is loaded for a store in S3, and for no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'epochal-store-'));
  await openStore(folder);
  expect((await openExistingStore(folder))!.location).toBe(folder);
  await rm(folder, { recursive: true });
  await expect(openStore('s3://bucket/prefix')).rejects.toThrow('the S3 client was loaded');
  await expect(openExistingStore('s3://bucket')).rejects.toThrow('the S3 client was loaded');
});

test.each(['', 'x', '{}'])(
  'a store whose identity is %j says so, and takes no other',
  async (text) => {
    const folder = await mkdtemp(join(tmpdir(), 'epochal-store-'));
    await writeFile(join(folder, 'store.json'), text);
    for (const open of [openStore, openExistingStore]) {
      await expect(open(folder)).rejects.toMatchObject({
        code: 'STORE_UNAVAILABLE',
        message: expect.stringContaining('has a damaged store.json'),
      });
    }
    await rm(folder, { recursive: true });
  },
);
