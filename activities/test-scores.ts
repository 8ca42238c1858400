import { predictionsOf } from '../store/predictions-of.ts';
import type { CollectedResults } from '../store/results.ts';
import type { Store } from '../store/store.ts';
import { metricOf } from '../study/metrics.ts';
import type { Predictions } from '../study/results.ts';
import type { MetricName, MetricPath } from '../study/spec.ts';
import { comparedPairs } from '../verdict/differences.ts';
import type { TestScores } from '../verdict/test-set.ts';
import { labelReader } from './label-reader.ts';

/**
 * The test, sample by sample, of each trial that a hypothesis about the test compares: for how far other
 * test samples would move an effect. Only the metrics that are asked for.
 *
 * @throws EpochalError ARTIFACT_MISSING when the store has lost what a test found
 */
export async function collectTestScores(
  store: Store,
  { results, plan, ref }: CollectedResults,
): Promise<ReadonlyMap<number, TestScores>> {
  const asked = plan.hypotheses.filter(({ metric }) => metric.startsWith('test.'));
  const metrics = new Set(asked.map(({ metric }) => metricOf(metric as MetricPath)));
  const compared = new Set(
    asked.flatMap((hypothesis) =>
      comparedPairs(hypothesis, plan).flatMap(({ treatment, baseline }) => [treatment, baseline]),
    ),
  );
  const labelsOf = labelReader(store);
  const scores = new Map<number, TestScores>();
  for await (const [index, answers] of predictionsOf(store, results, [...compared])) {
    const labels = ref.trials[index]?.test.labels;
    if (answers === null || labels === undefined) continue;
    const all = Object.entries(scoresOf(answers, await labelsOf(labels)));
    scores.set(index, Object.fromEntries(all.filter(([name]) => metrics.has(name as MetricName))));
  }
  return scores;
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
