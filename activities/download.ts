import { readFile } from 'node:fs/promises';
import { fetchMnist } from '../datasets/mnist.ts';
import { downloadKey } from '../study/keys.ts';
import type { StepDeps } from './deps.ts';
import type { DatasetDigests, RunInput } from './inputs.ts';
import { runLog, runStep } from './step.ts';

export interface DownloadInput extends RunInput {
  readonly dataset: 'mnist';
}

/** Fetches the data set's files, checks them, and puts them into the store. */
export async function download(deps: StepDeps, input: DownloadInput): Promise<DatasetDigests> {
  const key = downloadKey({ dataset: input.dataset });
  const step = {
    step: 'download',
    key,
    store: input.store,
    log: runLog(input.run),
    artifacts: (files: DatasetDigests) => Object.values(files),
  };
  return runStep(deps, step, async () => {
    const { report, signal } = deps;
    const files = await fetchMnist({
      signal,
      onProgress: (progress) => report({ dataset: input.dataset, ...progress }),
    });
    const adopt = async ({ path }: { path: string }): Promise<string> =>
      deps.store.writeArtifact(await readFile(path));
    return {
      trainImages: await adopt(files.trainImages),
      trainLabels: await adopt(files.trainLabels),
      testImages: await adopt(files.testImages),
      testLabels: await adopt(files.testLabels),
    };
  });
}
