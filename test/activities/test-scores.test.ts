import { collectTestScores } from '../../activities/test-scores.ts';
import type { Store } from '../../store/store.ts';
import type { Hypothesis } from '../../study/spec.ts';
import { tested } from '../store/tested-study.ts';
import { temporaryStore } from '../store/temporary-store.ts';

const OF_TEST: Hypothesis = {
  claim: 'ReLU helps',
  metric: 'test.accuracy',
  expect: 'greater',
  treatment: { activation: 'relu' },
  baseline: { activation: 'linear' },
};

let store: Store;

temporaryStore((opened) => {
  store = opened;
});

test('scores are of the trials and metrics that a hypothesis about the test compares', async () => {
  const scores = await collectTestScores(store, await tested(store, OF_TEST));
  expect([...scores.keys()].sort()).toEqual([0, 1, 2, 3]);
  expect(scores.get(2)).toEqual({ accuracy: Uint8Array.of(1, 1, 0) });
});

test('nothing is read for hypotheses about other samples', async () => {
  const collected = await tested(store, { ...OF_TEST, metric: 'validation.accuracy' });
  const reads = jest.spyOn(store, 'readArtifact');
  expect((await collectTestScores(store, collected)).size).toBe(0);
  expect(reads).not.toHaveBeenCalled();
});
