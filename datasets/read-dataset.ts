import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { decodeCifar } from '../formats/cifar.ts';
import type { CifarImages } from '../formats/cifar.ts';
import { encodeIdx } from '../formats/idx.ts';
import { readTar } from '../formats/tar.ts';
import { datasetOf } from '../study/datasets.ts';
import type { DatasetName, DatasetPart } from '../study/datasets.ts';
import type { FetchedFile } from './fetch-dataset.ts';

/** A data set's images and classes as IDX files, from the files that fetchDataset brought. */
export async function readDataset(
  name: DatasetName,
  files: Readonly<Record<string, FetchedFile>>,
): Promise<Record<DatasetPart, Uint8Array>> {
  if (datasetOf(name).format === 'cifar') return readCifar(await unpacked(files['archive']!));
  return {
    trainImages: await unpacked(files['trainImages']!),
    trainLabels: await unpacked(files['trainLabels']!),
    testImages: await unpacked(files['testImages']!),
    testLabels: await unpacked(files['testLabels']!),
  };
}

/** @throws Error when the archive lacks one of its files */
function readCifar(archive: Uint8Array): Record<DatasetPart, Uint8Array> {
  const files = readTar(archive);
  const decode = (names: readonly string[]): CifarImages =>
    decodeCifar(
      names.map((name) => {
        const file = files.get(`cifar-10-batches-bin/${name}`);
        if (file === undefined) throw new Error(`CIFAR-10: the archive has no ${name}`);
        return file;
      }),
    );
  const train = decode([1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`));
  const test = decode(['test_batch.bin']);
  return {
    trainImages: encodeIdx(train.images),
    trainLabels: encodeIdx(train.labels),
    testImages: encodeIdx(test.images),
    testLabels: encodeIdx(test.labels),
  };
}

async function unpacked({ path }: FetchedFile): Promise<Uint8Array> {
  const bytes = await readFile(path);
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}
