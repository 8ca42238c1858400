import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trialRef } from '../../store/commits.ts';
import { measuredEpochs } from '../../store/measured-epochs.ts';
import { openStore } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import { updateRun } from '../../store/runs.ts';
import type { StartedTrial } from '../../store/runs.ts';
import type { ProvenanceEvent } from '../../study/results.ts';
import { ENGINE, smallPlan, start, startTrial } from './small-study.ts';

let folder: string;
let store: Store;
const plan = smallPlan();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-store-'));
  store = await openStore(folder);
  await start(store, plan);
});
afterEach(() => rm(folder, { recursive: true }));

async function log(
  { key }: StartedTrial,
  epoch: number,
  step: string,
  durationMs: number,
  time = '2026-01-01T00:00:00.000Z',
): Promise<void> {
  const event: ProvenanceEvent = {
    ...{ time, step, key: 'k', worker: 'w', attempt: 1, durationMs },
    ...(epoch > 0 && { epoch }),
  };
  await store.appendLog(trialRef(key), event);
}

test('a store in which nothing was trained has measured nothing', async () => {
  await startTrial(store, plan, 0);
  expect(await measuredEpochs(store)).toBeNull();
});

test('an epoch’s time is that of its steps, the last time each was done', async () => {
  const trial = await startTrial(store, plan, 2);
  await log(trial, 0, 'test', 9);
  for (const [epoch, step, ms] of [
    ...([
      [1, 'train', 5000],
      [1, 'train', 1000],
      [1, 'validate', 200],
      [1, 'checkpoint', 30],
    ] as const),
    ...([
      [2, 'train', 1100],
      [2, 'validate', 210],
    ] as const),
    ...([[3, 'train', 1]] as const), // under way
  ]) {
    await log(trial, epoch, step, ms);
  }
  expect(await measuredEpochs(store)).toMatchObject({
    engine: ENGINE,
    trials: [{ trial: plan.trials[2]!, epochsMs: [1230, 1310] }],
  });
});

test('what another arithmetic took counts only while it was the last at work', async () => {
  const old = await startTrial(store, plan, 0);
  const key = (await startTrial(store, plan, 1)).key;
  const engine = { ...ENGINE, cpu: 'a faster processor' };
  const moved = { arithmetic: 'fingerprint-2', engine, key, test: old.test };
  await updateRun(store, { run: plan.run, plan: plan.spec }, (ref) => ({
    ...ref,
    trials: { ...ref.trials, 1: moved },
  }));
  for (const step of ['train', 'validate']) {
    await log(old, 1, step, 100, '2026-01-01T00:00:00.000Z');
    await log(moved, 1, step, 10, '2026-02-01T00:00:00.000Z');
  }
  expect(await measuredEpochs(store)).toMatchObject({ engine, trials: [{ epochsMs: [20] }] });
});
