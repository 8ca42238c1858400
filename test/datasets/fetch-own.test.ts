import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotThat, fetchOwn } from '../../datasets/own/fetch-own.ts';
import { withRemoteFiles } from '../../datasets/own/remote.ts';
import { downloadTo } from '../../datasets/transfer.ts';
import type { RemoteFile } from '../../study/own-data.ts';
import { mayFollow } from '../../study/remote-address.ts';
import { sendWithRanges, serve } from './server.ts';
import type { TestServer } from './server.ts';

const TABLE = Buffer.from('a,b\n1,2\n'.repeat(25_000));
const SHA256 = createHash('sha256').update(TABLE).digest('hex');
const cacheBefore = process.env['XDG_CACHE_HOME'];
const servers: TestServer[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-own-'));
  process.env['XDG_CACHE_HOME'] = folder;
});

afterEach(async () => {
  if (cacheBefore === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = cacheBefore;
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(folder, { recursive: true });
});

async function source(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TestServer> {
  const server = await serve(answer);
  servers.push(server);
  return server;
}

const at = ({ url }: TestServer, path = '/table.csv'): RemoteFile => ({
  url: `${url}${path}`,
  sha256: SHA256,
});

test('a file is fetched once, and its name in the cache is its digest', async () => {
  const good = await source((req, res) => sendWithRanges(req, res, TABLE));
  expect(Buffer.from(await fetchOwn(at(good)))).toEqual(TABLE);
  expect(Buffer.from(await fetchOwn(at(good, '/elsewhere.csv')))).toEqual(TABLE);
  expect(good.requests).toHaveLength(1);
  expect(await readdir(join(folder, 'epochal/datasets/own'))).toEqual([SHA256]);
});

test('a file that was damaged since is fetched again', async () => {
  const good = await source((req, res) => sendWithRanges(req, res, TABLE));
  await fetchOwn(at(good));
  await writeFile(join(folder, 'epochal/datasets/own', SHA256), 'not it');
  expect(Buffer.from(await fetchOwn(at(good)))).toEqual(TABLE);
});

test('what was received before a connection broke is not sent again', async () => {
  const cutting = await source((req, res) => {
    if (req.headers.range !== undefined) return sendWithRanges(req, res, TABLE);
    res.writeHead(200, { 'content-length': TABLE.length });
    res.write(TABLE.subarray(0, 100_000), () => res.socket?.end());
  });
  expect(Buffer.from(await fetchOwn(at(cutting)))).toEqual(TABLE);
  expect(cutting.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=100000-']);
});

const HINT = 'Check `url` and `sha256`, or fetch the file by hand and name its path instead.';

test('other bytes than the digest’s are refused, with both digests', async () => {
  const wrong = await source((_req, res) => res.writeHead(200).end('not it'));
  const found = createHash('sha256').update('not it').digest('hex');
  await expect(fetchOwn(at(wrong))).rejects.toThrow(
    new NotThat(
      `${wrong.url}/table.csv: sent 6 bytes with sha256 ${found}, expected ${SHA256}. ${HINT}`,
    ),
  );
  expect(await readdir(join(folder, 'epochal/datasets/own'))).toEqual([]);
});

test('an address that has nothing is refused', async () => {
  const missing = await source((_req, res) => res.writeHead(404).end());
  await expect(fetchOwn(at(missing))).rejects.toThrow(
    new NotThat(`${missing.url}/table.csv: HTTP 404 Not Found. ${HINT}`),
  );
});

test('a server that is in trouble or silent is worth asking again later', async () => {
  const broken = await source((_req, res) => res.writeHead(503).end());
  await expect(fetchOwn(at(broken))).rejects.toMatchObject({
    code: 'DOWNLOAD_FAILED',
    message: `table.csv could not be downloaded. Tried:\n  - ${broken.url}/table.csv: HTTP 503 Service Unavailable\n${HINT}`,
  });
  const silent = await source(() => undefined);
  await expect(fetchOwn(at(silent), { stallTimeoutMs: 50 })).rejects.toMatchObject({
    code: 'DOWNLOAD_FAILED',
    message: expect.stringContaining('sent nothing for 0.05 s'),
  });
});

test('a file that is announced as too large is not received', async () => {
  const large = await source((_req, res) =>
    res.writeHead(200, { 'content-length': 1_000_000_001 }).write('x'),
  );
  await expect(fetchOwn(at(large))).rejects.toThrow(
    new NotThat(`${large.url}/table.csv: has more than 1000 MB, the most that is read. ${HINT}`),
  );
});

test('a file that goes on past the limit is given up, and nothing of it stays', async () => {
  const endless = await source((_req, res) => res.writeHead(200).end(TABLE));
  const part = join(folder, 'file.part');
  const options = { stallTimeoutMs: 1_000, onProgress: () => undefined, mostBytes: 1_000 };
  await expect(downloadTo(part, endless.url, options)).rejects.toThrow('has more than 0.001 MB');
  await expect(readFile(part)).rejects.toThrow('ENOENT');
});

const redirect =
  (location: string) =>
  (req: IncomingMessage, res: ServerResponse): void => {
    if (req.url === '/there.csv') sendWithRanges(req, res, TABLE);
    else res.writeHead(302, { location }).end();
  };

test('a redirection within reach is followed', async () => {
  const moved = await source(redirect('/there.csv'));
  expect(Buffer.from(await fetchOwn(at(moved)))).toEqual(TABLE);
});

test.each([
  ['file:///etc/passwd', 'file://'],
  ['ftp://example.org/table.csv', 'ftp://example.org'],
  ['http://example.org/table.csv', 'http://example.org'],
])('a redirection to %s is not followed', async (location, shown) => {
  const moved = await source(redirect(location));
  await expect(fetchOwn(at(moved))).rejects.toThrow(
    new NotThat(
      `${moved.url}/table.csv: HTTP 302 to an address that is not followed: ${shown}. ${HINT}`,
    ),
  );
});

test('a redirection in a circle ends', async () => {
  const circle = await source(redirect('/again.csv'));
  await expect(fetchOwn(at(circle))).rejects.toThrow('redirects more than 20 times');
  expect(circle.requests).toHaveLength(21);
});

test.each([
  ['https://a.org', 'https://b.org', true],
  ['https://a.org', 'http://a.org', false],
  ['https://a.org', 'http://127.0.0.1', false],
  ['https://a.org', 'https://localhost', false],
  ['http://127.0.0.1', 'http://localhost:80', true],
  ['http://127.0.0.1', 'https://a.org', true],
])('from %s to %s a redirection is followed: %p', (from, to, followed) => {
  expect(mayFollow(new URL(from), new URL(to))).toBe(followed);
});

test('work that reads files at addresses is done again once they are here', async () => {
  const asked: string[] = [];
  const obtain = async (file: RemoteFile): Promise<Uint8Array> => {
    asked.push(file.url);
    if (file.url === 'b') throw new NotThat('b is not that');
    return Buffer.from(file.url);
  };
  const seen = await withRemoteFiles(obtain, (read) =>
    ['a', 'b'].map((url) => {
      try {
        return Buffer.from(read({ url, sha256: '' })).toString();
      } catch (error) {
        return (error as Error).message;
      }
    }),
  );
  expect(seen).toEqual(['a', 'b is not that']);
  expect(asked).toEqual(['a', 'b']);
});
