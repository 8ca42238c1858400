import { fetchDataset } from '../datasets/fetch-dataset.ts';
import { fetchOwn } from '../datasets/own/fetch-own.ts';
import { readOwnData } from '../datasets/own/describe.ts';
import { samplesIn } from '../datasets/own/labelled.ts';
import type { Labelled } from '../datasets/own/labelled.ts';
import { readDataset } from '../datasets/read-dataset.ts';
import { encodeIdx } from '../formats/idx.ts';
import { encodeNpy } from '../formats/npy.ts';
import type { DatasetName } from '../study/datasets.ts';
import { downloadKey } from '../study/keys.ts';
import type { OwnData, Sources } from '../study/own-data.ts';
import type { StepDeps } from './deps.ts';
import type { DatasetDigests, RunInput } from './inputs.ts';
import { runLog, runStep } from './step.ts';
import { downloadProgress } from './step-progress.ts';

export interface DownloadInput extends RunInput {
  readonly dataset: DatasetName | OwnData;
  /** Where files of it are that have an address, by their digests. */
  readonly sources?: Sources;
}

/** Fetches the data, checks it, and puts it into the store as arrays that trainers read. */
export async function download(deps: StepDeps, input: DownloadInput): Promise<DatasetDigests> {
  const { dataset } = input;
  const key = downloadKey({ dataset });
  const step = {
    step: 'download',
    key,
    store: input.store,
    log: runLog(input.run),
    artifacts: (files: DatasetDigests) => Object.values(files),
  };
  return runStep(deps, step, () =>
    typeof dataset === 'string'
      ? storeDataset(deps, dataset)
      : storeOwnData(deps, dataset, input.sources ?? {}),
  );
}

async function storeDataset(deps: StepDeps, name: DatasetName): Promise<DatasetDigests> {
  const { report, signal, store } = deps;
  const files = await fetchDataset(name, {
    signal,
    onProgress: (progress) => report({ dataset: name, ...downloadProgress(progress) }),
  });
  const { trainImages, trainLabels, testImages, testLabels } = await readDataset(name, files);
  return {
    trainImages: await store.writeArtifact(trainImages),
    trainLabels: await store.writeArtifact(trainLabels),
    testImages: await store.writeArtifact(testImages),
    testLabels: await store.writeArtifact(testLabels),
  };
}

/** The files of one's own data are in the store since the study was started, or have an address. */
async function storeOwnData(
  deps: StepDeps,
  data: OwnData,
  sources: Sources,
): Promise<DatasetDigests> {
  const { store } = deps;
  const read = Object.entries(data.files).map(
    async ([field, digest]) => [field, await readOrFetch(deps, digest, sources[digest])] as const,
  );
  const { train, test } = readOwnData(data, Object.fromEntries(await Promise.all(read)));
  const inputs = async ({ inputs: array }: Labelled): Promise<string> => {
    const { shape, values } = array;
    const bytes =
      values instanceof Uint8Array ? encodeIdx({ shape, values }) : encodeNpy({ shape, values });
    return store.writeArtifact(bytes);
  };
  const labels = async (part: Labelled): Promise<string> => {
    const { labels: values } = part;
    if (values instanceof Uint8Array) {
      return store.writeArtifact(encodeIdx({ shape: [values.length], values }));
    }
    const samples = samplesIn(part);
    return store.writeArtifact(encodeNpy({ shape: [samples, values.length / samples], values }));
  };
  return {
    trainImages: await inputs(train),
    trainLabels: await labels(train),
    testImages: await inputs(test),
    testLabels: await labels(test),
  };
}

async function readOrFetch(
  { store, report, signal }: StepDeps,
  digest: string,
  url: string | undefined,
): Promise<Uint8Array> {
  if (url === undefined || (await store.isIntact(digest))) return store.readArtifact(digest);
  const sha256 = digest.slice('sha256:'.length);
  const bytes = await fetchOwn(
    { url, sha256 },
    { signal, onProgress: (progress) => report(downloadProgress(progress)) },
  );
  await store.writeArtifact(bytes);
  return bytes;
}
