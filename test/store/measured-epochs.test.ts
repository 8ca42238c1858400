import { trialRef } from '../../store/commits.ts';
import { measuredEpochs } from '../../store/measured-epochs.ts';
import type { Store } from '../../store/store.ts';
import { updateRun } from '../../store/runs.ts';
import type { StartedTrial } from '../../store/runs.ts';
import { sha256 } from '../../study/digest.ts';
import type { Plan } from '../../study/plan.ts';
import type { ProvenanceEvent } from '../../study/results.ts';
import { ENGINE, smallPlan, start, startTrial } from './small-study.ts';
import { temporaryStore } from './temporary-store.ts';

let store: Store;
const plan = smallPlan();

temporaryStore(async (opened) => {
  store = opened;
  await start(store, plan);
});

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
  expect(await measuredEpochs(store, 'small')).toBeNull();
});

test('an epoch’s time is that of its steps, the last time each was done', async () => {
  const trial = await startTrial(store, plan, 2);
  await log(trial, 0, 'test', 9);
  await log(trial, 1, 'train', 5000, '2026-01-01T00:00:00.000Z');
  await log(trial, 1, 'train', 1000, '2026-01-02T00:00:00.000Z');
  await log(trial, 1, 'validate', 200);
  await log(trial, 1, 'checkpoint', 30);
  await log(trial, 2, 'train', 1100);
  await log(trial, 2, 'validate', 210);
  await log(trial, 3, 'train', 1); // under way
  const measured = await measuredEpochs(store, 'small');
  expect(measured).toMatchObject({ engine: ENGINE, trials: [{ trial: plan.trials[2]! }] });
  expect(new Set(measured!.trials[0]!.epochsMs)).toEqual(new Set([1230, 1310]));
});

test('a study’s own trials come first, and no more are read than tell something', async () => {
  for (let i = 0; i < 5; i++) {
    const other = smallPlan(3, `a${i}`);
    await start(store, other);
    for (const { index } of other.trials) await started(other, index, `a${i} ${index}`, 100);
  }
  await started(plan, 0, 'own', 7);
  const { trials } = (await measuredEpochs(store, 'small'))!;
  expect(trials.length).toBe(12);
  expect(trials[0]!.epochsMs).toEqual([14]);
});

/** A trial with a key of its own, and one epoch of two steps. */
async function started(of: Plan, index: number, key: string, ms: number): Promise<void> {
  const trial = { ...(await startTrial(store, of, index)), key: sha256(key) };
  await updateRun(store, { run: of.run, plan: of.spec }, (ref) => ({
    ...ref,
    trials: { ...ref.trials, [index]: trial },
  }));
  for (const step of ['train', 'validate']) await log(trial, 1, step, ms);
}

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
  expect(await measuredEpochs(store, 'small')).toMatchObject({
    engine,
    trials: [{ epochsMs: [20] }],
  });
});

test('a run whose plan is lost says nothing, and stands in nobody’s way', async () => {
  const other = smallPlan(3, 'other');
  await start(store, other);
  const trial = await startTrial(store, other, 0);
  await log(trial, 1, 'train', 100);
  await log(trial, 1, 'validate', 20);
  await updateRun(store, { run: plan.run, plan: plan.spec }, (ref) => ({
    ...ref,
    plan: plan.spec, // no such artifact
    trials: { 0: { ...trial, key: sha256('another trial') } },
  }));
  expect(await measuredEpochs(store, 'small')).toMatchObject({ trials: [{ epochsMs: [120] }] });
});
