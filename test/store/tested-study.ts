import { encodePredictions } from '../../store/predictions.ts';
import { collectResults } from '../../store/results.ts';
import type { CollectedResults } from '../../store/results.ts';
import type { Store } from '../../store/store.ts';
import { sha256 } from '../../study/digest.ts';
import type { Hypothesis } from '../../study/spec.ts';
import { smallPlan, start } from './small-study.ts';

/** Three test samples of the classes 7, 2 and 1, as IDX. */
const LABELS = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1);
const ANSWERS = { loss: Float32Array.of(0.5, 0.25, 2), prediction: Int32Array.of(7, 2, 8) };

/** The small study and a fifth trial, tanh, whose predictions are in no store. */
export async function tested(store: Store, hypothesis: Hypothesis): Promise<CollectedResults> {
  const small = smallPlan();
  const tanh = { ...small.trials[0]!, index: 4, variant: { activation: 'tanh' } };
  const plan = { ...small, hypotheses: [hypothesis], trials: [...small.trials, tanh] };
  await start(store, plan);
  const labels = await store.writeArtifact(LABELS);
  const known = await store.writeArtifact(encodePredictions(ANSWERS));
  const { results, ref, ...others } = await collectResults(store, plan.run);
  const digests = [known, known, known, known, sha256('lost')];
  const trials = results.trials.map((trial, index) => ({
    ...trial,
    test: { loss: 0.5, accuracy: 0.5, predictions: digests[index]! },
  }));
  const test = { images: sha256('test images'), labels };
  const started = Object.fromEntries(digests.map((_, index) => [index, { test }]));
  return {
    ...others,
    plan,
    results: { ...results, trials },
    ref: { ...ref, trials: started as unknown as typeof ref.trials },
  };
}
