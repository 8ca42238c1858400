import { readFile } from 'node:fs/promises';
import { fetchMnist } from '../datasets/mnist.ts';
import { downloadKey } from '../study/keys.ts';
import type { ActivityDeps } from './deps.ts';
import { withHeartbeat } from './heartbeat.ts';
import type { DatasetDigests, RunInput } from './inputs.ts';
import { runLog, runStep } from './step.ts';

export interface DownloadInput extends RunInput {
  readonly dataset: 'mnist';
}

/** Fetches the data set's files, checks them, and puts them into the store. */
export async function download(deps: ActivityDeps, input: DownloadInput): Promise<DatasetDigests> {
  const key = downloadKey({ dataset: input.dataset });
  const step = {
    step: 'download',
    key,
    store: input.store,
    log: runLog(input.run),
    artifacts: (files: DatasetDigests) => Object.values(files),
  };
  return withHeartbeat({ dataset: input.dataset }, (report, signal) =>
    runStep(deps, step, async () => {
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
    }),
  );
}
