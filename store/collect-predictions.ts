import type { Predictions, Results } from '../study/results.ts';
import { readPredictions } from './predictions.ts';
import type { Store } from './store.ts';

/**
 * What each trial's tested model answered of each test sample, by the trial's index; null for a
 * trial that has no test.
 *
 * @throws EpochalError ARTIFACT_MISSING when the store has lost one: the study makes it again.
 */
export async function collectPredictions(
  store: Store,
  { trials }: Results,
): Promise<ReadonlyMap<number, Predictions | null>> {
  const found = trials.map(async ({ test }, index) => {
    const digest = test?.predictions;
    const bytes = digest === undefined ? null : await store.readArtifact(digest);
    return [index, bytes && readPredictions(bytes)] as const;
  });
  return new Map(await Promise.all(found));
}
