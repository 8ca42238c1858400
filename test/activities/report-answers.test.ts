import { collectAnswers } from '../../activities/report-answers.ts';
import type { ReportAnswers } from '../../activities/report-answers.ts';
import { encodeIdx } from '../../formats/idx.ts';
import { encodePredictions } from '../../store/predictions.ts';
import { collectResults } from '../../store/results.ts';
import type { Store } from '../../store/store.ts';
import { readLoss } from '../../study/losses.ts';
import type { PlannedTrial } from '../../study/plan.ts';
import { smallPlan, start } from '../store/small-study.ts';
import { temporaryStore } from '../store/temporary-store.ts';

const LABELS = Uint8Array.of(7, 2, 1);
const ANSWERS = { loss: Float32Array.of(0.5, 0.25, 2), prediction: Int32Array.of(7, 2, 8) };
const NUMBERS = { loss: Float32Array.of(1), prediction: Float32Array.of(0.5) };

let store: Store;

temporaryStore((opened) => {
  store = opened;
});

/** The answers of the small study's first trial, changed, when it alone was tested. */
async function answersOf(change: Partial<PlannedTrial>, answers = ANSWERS): Promise<ReportAnswers> {
  const small = smallPlan();
  const plan = { ...small, trials: [{ ...small.trials[0]!, ...change }] };
  await start(store, plan);
  const { results, ref } = await collectResults(store, plan.run);
  const pixels = { shape: [3, 28, 28], values: new Uint8Array(3 * 28 * 28) };
  const test = {
    images: await store.writeArtifact(encodeIdx(pixels)),
    labels: await store.writeArtifact(encodeIdx({ shape: [3], values: LABELS })),
  };
  const predictions = await store.writeArtifact(encodePredictions(answers));
  const trials = [{ ...results.trials[0]!, test: { loss: 0.5, accuracy: 0.5, predictions } }];
  const started = { 0: { test } } as unknown as typeof ref.trials;
  return collectAnswers(store, {
    results: { ...results, trials },
    plan,
    ref: { ...ref, trials: started },
  });
}

test('each trial’s confusions are counted from what its model answered, though none was asked for', async () => {
  const { matrices, pictures } = await answersOf({});
  const none = Array.from({ length: 10 }, () => 0);
  const expected = Array.from({ length: 10 }, () => none);
  const at = (i: number): number[] => none.with(i, 1);
  expect([...matrices]).toEqual([[0, expected.with(7, at(7)).with(2, at(2)).with(1, at(8))]]);
  expect(pictures.predictions.get(0)).toEqual(ANSWERS);
});

test('numbers that are predicted are taken for no classes', async () => {
  const { training } = smallPlan().trials[0]!;
  const loss = readLoss('meanSquaredError');
  const { matrices } = await answersOf({ training: { ...training, loss } }, NUMBERS as never);
  expect(matrices.size).toBe(0);
});

test('more classes than a table shows are not counted', async () => {
  const { training } = smallPlan().trials[0]!;
  const wide = (units: number): Partial<PlannedTrial> => ({
    training: { ...training, layers: [{ type: 'flatten' }, { type: 'dense', units }] },
  });
  expect((await answersOf(wide(20))).matrices.get(0)).toHaveLength(20);
  expect((await answersOf(wide(21))).matrices.size).toBe(0);
});
