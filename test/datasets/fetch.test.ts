import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fetchFile, type FetchProgress, type FetchRequest } from '../../datasets/fetch.ts';
import { sendWithRanges, serve, type TestServer } from './server.ts';

const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251));
const HALF = CONTENT.length / 2;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let destination: string;
const servers: TestServer[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-fetch-'));
  destination = join(folder, 'data', 'file.bin');
});

afterEach(async () => {
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

function request(sources: readonly TestServer[], more: Partial<FetchRequest> = {}): FetchRequest {
  return {
    destination,
    sources: sources.map(({ url }) => `${url}/file.bin`),
    sha256: sha256(CONTENT),
    byHand: 'By hand: carry it.',
    ...more,
  };
}

test('the file is at its destination, whole, and nothing else is left', async () => {
  const good = await source((req, res) => sendWithRanges(req, res, CONTENT));
  expect(await fetchFile(request([good]))).toBe(`${good.url}/file.bin`);
  expect(await readFile(destination)).toEqual(CONTENT);
  expect(await readdir(join(folder, 'data'))).toEqual(['file.bin']);
});

test('while bytes arrive there is nothing at the destination, and the last progress is the size', async () => {
  const good = await source((req, res) => sendWithRanges(req, res, CONTENT));
  const seen: FetchProgress[] = [];
  await fetchFile(
    request([good], {
      onProgress: (progress) => {
        expect(existsSync(destination)).toBe(false);
        seen.push(progress);
      },
    }),
  );
  expect(seen.at(-1)).toEqual({
    file: 'file.bin',
    receivedBytes: 200_000,
    totalBytes: 200_000,
    source: `${good.url}/file.bin`,
  });
});

test('a gzipped file is unpacked when a source sends it gzipped', async () => {
  const packed = gzipSync(CONTENT);
  const good = await source((req, res) => sendWithRanges(req, res, packed));
  await fetchFile(request([good], { gzipSha256: sha256(packed) }));
  expect(await readFile(destination)).toEqual(CONTENT);
  expect(await readdir(join(folder, 'data'))).toEqual(['file.bin']);
});

test('a connection that is cut in the middle is taken up where it ended', async () => {
  const cutting = await source((req, res) => {
    if (req.headers.range !== undefined) return sendWithRanges(req, res, CONTENT);
    res.writeHead(200, { 'content-length': CONTENT.length });
    res.write(CONTENT.subarray(0, HALF), () => res.socket?.end());
  });
  await fetchFile(request([cutting]));
  expect(cutting.requests.map(({ range }) => range)).toEqual([undefined, `bytes=${HALF}-`]);
  expect(await readFile(destination)).toEqual(CONTENT);
});

test('what a killed process had received is not sent again', async () => {
  const good = await source((req, res) => sendWithRanges(req, res, CONTENT));
  await fetchFile(request([good]));
  await rm(destination);
  await writeFile(`${destination}.part`, CONTENT.subarray(0, 1_000));
  await fetchFile(request([good]));
  expect(good.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=1000-']);
  expect(await readFile(destination)).toEqual(CONTENT);
});

test('a server that knows no ranges sends all of it again', async () => {
  const plain = await source((_req, res) => res.writeHead(200).end(CONTENT));
  await fetchFile(request([plain]));
  await writeFile(`${destination}.part`, CONTENT.subarray(0, 1_000));
  await fetchFile(request([plain]));
  expect(await readFile(destination)).toEqual(CONTENT);
});

test('a part that is complete already is accepted without more bytes', async () => {
  const good = await source((req, res) => sendWithRanges(req, res, CONTENT));
  await fetchFile(request([good]));
  await writeFile(`${destination}.part`, CONTENT);
  await fetchFile(request([good]));
  expect(await readFile(destination)).toEqual(CONTENT);
});

test('missing, wrong and stalled sources are passed over for one that has the bytes', async () => {
  const missing = await source((_req, res) => res.writeHead(404).end());
  const wrong = await source((_req, res) => res.writeHead(200).end('not it'));
  const stalled = await source((_req, res) => res.writeHead(200).write(CONTENT.subarray(0, 10)));
  const good = await source((req, res) => sendWithRanges(req, res, CONTENT));
  const used = await fetchFile(request([missing, wrong, stalled, good], { stallTimeoutMs: 100 }));
  expect(used).toBe(`${good.url}/file.bin`);
  // The wrong bytes are gone; the stalled source's ten are the file's first and are gone on with.
  expect(stalled.requests[0]?.range).toBeUndefined();
  expect(good.requests[0]?.range).toBe('bytes=10-');
  expect(await readFile(destination)).toEqual(CONTENT);
});

test('when all sources fail the error lists each with its reason and says what to do', async () => {
  const missing = await source((_req, res) => res.writeHead(404).end());
  const wrong = await source((_req, res) => res.writeHead(200).end('not it'));
  const gone = await source(() => {});
  const goneUrl = `${gone.url}/file.bin`;
  await servers.pop()?.close();
  const failed = fetchFile(request([missing, wrong, gone]));
  await expect(failed).rejects.toMatchObject({
    code: 'DOWNLOAD_FAILED',
    message: [
      'file.bin could not be downloaded. Tried:',
      `  - ${missing.url}/file.bin: HTTP 404 Not Found`,
      `  - ${wrong.url}/file.bin: sent 6 bytes with sha256 ${sha256(Buffer.from('not it'))}, expected ${sha256(CONTENT)}`,
      `  - ${goneUrl}: connect ECONNREFUSED ${gone.url.replace('http://', '')}`,
      'By hand: carry it.',
    ].join('\n'),
  });
  expect(existsSync(destination)).toBe(false);
});

test('an aborted download stops with the reason, and keeps what came for the next time', async () => {
  const slow = await source((_req, res) => {
    res.writeHead(200, { 'content-length': CONTENT.length }).write(CONTENT.subarray(0, HALF));
  });
  const abort = new AbortController();
  const aborted = fetchFile(
    request([slow], {
      signal: abort.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes === HALF) abort.abort(new Error('enough'));
      },
    }),
  );
  await expect(aborted).rejects.toThrow('enough');
  expect(existsSync(destination)).toBe(false);
  expect(await readFile(`${destination}.part`)).toEqual(CONTENT.subarray(0, HALF));
});
