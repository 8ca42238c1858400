import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectCache } from '../../store/object-cache.ts';

const LIMIT_BYTES = 1_000;
const before = process.env['XDG_CACHE_HOME'];
let home: string;
let cache: ObjectCache;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'epochal-cache-'));
  process.env['XDG_CACHE_HOME'] = home;
  cache = new ObjectCache('s3://bucket/store', LIMIT_BYTES);
});

afterEach(async () => {
  if (before === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  await rm(home, { recursive: true });
});

/** Adds a copy that was used last at `second`. */
async function add(name: string, sizeBytes: number, second: number): Promise<string> {
  const staged = await cache.stagingFile();
  await writeFile(staged, new Uint8Array(sizeBytes));
  const path = await cache.add(name, staged);
  await utimes(path, second, second);
  return path;
}

test('a copy is found by its name, in this process and in others', async () => {
  expect(await cache.find('a/b')).toBeNull();
  const staged = await cache.stagingFile();
  await writeFile(staged, 'bytes');
  const path = await cache.add('a/b', staged);
  expect(path.startsWith(join(home, 'epochal', 'objects'))).toBe(true);
  expect(await readFile(path, 'utf8')).toBe('bytes');
  expect(await cache.find('a/b')).toBe(path);
  expect(await new ObjectCache('s3://bucket/store').find('a/b')).toBe(path);
  expect(await new ObjectCache('s3://bucket/other').find('a/b')).toBeNull();
});

test('a copy that was dropped is not found, and may be dropped again', async () => {
  await add('a', 5, 1);
  await cache.drop('a');
  await cache.drop('a');
  expect(await cache.find('a')).toBeNull();
});

test('the copies not used for longest go when all take up too much', async () => {
  await add('old', 400, 1);
  await add('older-but-used-again', 300, 0);
  await cache.find('older-but-used-again');
  await add('new', 400, 2);
  expect(await cache.find('old')).toBeNull();
  expect(await cache.find('older-but-used-again')).not.toBeNull();
  expect(await cache.find('new')).not.toBeNull();
});

test('a copy larger than the limit is kept while it is the newest', async () => {
  await add('small', 10, 1);
  const large = await add('large', 2 * LIMIT_BYTES, 2);
  expect(await cache.find('small')).toBeNull();
  expect(await cache.find('large')).toBe(large);
});
