import type { Predictions, Results } from '../study/results.ts';
import { readPredictions } from './predictions.ts';
import type { Store } from './store.ts';

/** A file has 8 bytes of each test sample and output, and a study 2,000 trials. */
const AT_ONCE = 8;

/**
 * What trials' tested models answered of each test sample, a few trials at a time; null for a trial
 * that has no test.
 *
 * @param indices the trials, by their index
 * @throws EpochalError ARTIFACT_MISSING when the store has lost one: the study makes it again.
 */
export async function* predictionsOf(
  store: Store,
  { trials }: Pick<Results, 'trials'>,
  indices: readonly number[],
): AsyncGenerator<readonly [number, Predictions | null]> {
  const read = async (index: number): Promise<readonly [number, Predictions | null]> => {
    const digest = trials[index]?.test?.predictions;
    const bytes = digest === undefined ? null : await store.readArtifact(digest);
    return [index, bytes && readPredictions(bytes)];
  };
  for (let from = 0; from < indices.length; from += AT_ONCE) {
    yield* await Promise.all(indices.slice(from, from + AT_ONCE).map(read));
  }
}
