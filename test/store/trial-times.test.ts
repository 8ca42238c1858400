import { trialRef } from '../../store/commits.ts';
import { collectResults } from '../../store/results.ts';
import type { Store } from '../../store/store.ts';
import { trialTimes } from '../../store/trial-times.ts';
import type { ProvenanceEvent } from '../../study/results.ts';
import { smallPlan, start, startTrial } from './small-study.ts';
import { temporaryStore } from './temporary-store.ts';

let store: Store;
const plan = smallPlan(2);

temporaryStore(async (opened) => {
  store = opened;
  await start(store, plan);
});

const DAY = '2026-01-01T00:00:';
const at = (second: string): number => Date.parse(`${DAY}${second}Z`);

test('a trial’s times are those of its steps, each epoch’s the first time it was committed', async () => {
  const { key } = await startTrial(store, plan, 1);
  const log = async (second: string, step: string, epoch?: number): Promise<void> => {
    const event: ProvenanceEvent = {
      ...{ time: `${DAY}${second}Z`, step, key: 'k', worker: 'w', attempt: 1, durationMs: 1500 },
      ...(epoch !== undefined && { epoch }),
    };
    await store.appendLog(trialRef(key), event);
  };
  await log('10.000', 'train', 1);
  await log('12.250', 'checkpoint', 1);
  await log('20.000', 'checkpoint', 2);
  await log('30.000', 'checkpoint', 1); // it was lost meanwhile
  await log('31.000', 'test');
  await log('40.000', 'checkpoint', 3); // a longer study's
  const times = await trialTimes(store, await collectResults(store, plan.run));
  expect(times[1]).toEqual({
    began: at('08.500'),
    ended: at('31.000'),
    epochs: new Map([
      [1, at('12.250')],
      [2, at('20.000')],
    ]),
    tested: at('31.000'),
  });
});

test('a trial that has not begun, or whose log is lost, has none', async () => {
  await startTrial(store, plan, 0);
  const times = await trialTimes(store, await collectResults(store, plan.run));
  const none = { began: null, ended: null, epochs: new Map(), tested: null };
  expect(times).toEqual([none, none, none, none]);
});
