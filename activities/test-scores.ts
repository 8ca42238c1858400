import { decodeIdx } from '../formats/idx.ts';
import { decodeNpy, isNpy } from '../formats/npy.ts';
import { collectPredictions } from '../store/collect-predictions.ts';
import type { CollectedResults } from '../store/results.ts';
import type { Store } from '../store/store.ts';
import type { Predictions } from '../study/results.ts';
import type { TestScores } from '../verdict/test-set.ts';

/**
 * Each trial's test sample by sample, for how far other test samples would move an effect; nothing
 * where no hypothesis is about the test.
 *
 * @throws EpochalError ARTIFACT_MISSING when the store has lost what a test found
 */
export async function collectTestScores(
  store: Store,
  { results, plan, ref }: CollectedResults,
): Promise<ReadonlyMap<number, TestScores>> {
  if (!plan.hypotheses.some(({ metric }) => metric.startsWith('test.'))) return new Map();
  const predictions = await collectPredictions(store, results);
  const labelsOf = labelReader(store);
  const scores = new Map<number, TestScores>();
  for (const [index, answers] of predictions) {
    const labels = ref.trials[index]?.test.labels;
    if (answers !== null && labels !== undefined) {
      scores.set(index, scoresOf(answers, await labelsOf(labels)));
    }
  }
  return scores;
}

/** Reads each file of labels once: most studies have one. */
function labelReader(store: Store): (digest: string) => Promise<ArrayLike<number>> {
  const known = new Map<string, ArrayLike<number>>();
  return async (digest) => {
    const found = known.get(digest);
    if (found !== undefined) return found;
    const bytes = await store.readArtifact(digest);
    const { values } = isNpy(bytes) ? decodeNpy(bytes) : decodeIdx(bytes);
    known.set(digest, values);
    return values;
  };
}

/** @param labels classes [samples], or numbers [samples, outputs] */
function scoresOf({ loss, prediction }: Predictions, labels: ArrayLike<number>): TestScores {
  if (prediction instanceof Int32Array) {
    return { loss, accuracy: Uint8Array.from(prediction, (each, i) => Number(each === labels[i])) };
  }
  const outputs = prediction.length / loss.length;
  const mae = Float64Array.from(loss, (_, sample) => {
    let sum = 0;
    for (let i = sample * outputs; i < (sample + 1) * outputs; i++) {
      sum += Math.abs(prediction[i]! - labels[i]!);
    }
    return sum / outputs;
  });
  return { loss, mae };
}
