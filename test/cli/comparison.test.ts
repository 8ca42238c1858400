import { comparisonOf } from '../../cli/verdicts.ts';
import type { Store } from '../../store/store.ts';
import type { Hypothesis } from '../../study/spec.ts';
import { tested } from '../store/tested-study.ts';
import { temporaryStore } from '../store/temporary-store.ts';

let store: Store;

temporaryStore((opened) => {
  store = opened;
});

/** What a study says that no `compare` has ended yet, or none of this version. */
async function testSetOf(treatment: string): Promise<unknown> {
  const hypothesis: Hypothesis = {
    claim: 'It helps',
    metric: 'test.accuracy',
    expect: 'greater',
    treatment: { activation: treatment },
    baseline: { activation: 'linear' },
  };
  const { verdicts } = await comparisonOf(store, await tested(store, hypothesis));
  expect(verdicts).toHaveLength(1);
  return verdicts[0]!.testSet;
}

test('a verdict made of the results so far has the test samples beside it, too', async () => {
  // Both sides answered alike.
  expect(await testSetOf('relu')).toEqual({ samples: 3, standardError: 0, interval: [0, 0] });
});

test('and none where the store has lost a trial’s answers', async () => {
  expect(await testSetOf('tanh')).toBeNull();
});
