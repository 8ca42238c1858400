import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../store/open.ts';
import { registrationOf } from '../../store/registration.ts';
import { startRun } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import { digestOf } from '../../study/digest.ts';
import { downloadKey, splitKey, trainKey } from '../../study/keys.ts';
import type { Plan } from '../../study/plan.ts';
import { isExploratory } from '../../study/registration.ts';
import { splitInputs } from '../../study/trial-inputs.ts';
import { commitEpochs, smallPlan, startTrial } from './small-study.ts';

let folder: string;
let store: Store;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-registration-'));
  store = await openStore(folder);
});
afterEach(() => rm(folder, { recursive: true }));

/** Starts a run as `resolve` does: its question is registered first. */
async function start(plan: Plan): Promise<Awaited<ReturnType<typeof registrationOf>>> {
  const registration = await registrationOf(store, plan);
  await startRun(store, { ...plan, plan: await store.writeJson(plan), registration });
  return registration;
}

const FIRST = smallPlan();
/** The same study, asked something else. */
function asking(change: Partial<Plan>): Plan {
  const plan = { ...FIRST, ...change };
  const digest = digestOf(plan).slice('sha256:'.length);
  return { ...plan, spec: `sha256:${digest}`, run: `small@${digest.slice(0, 8)}` };
}

test('a question before any result is not exploratory, and stays what it was', async () => {
  const registration = await start(FIRST);
  expect(registration).toMatchObject({
    history: [{ run: FIRST.run, changed: [], afterResults: false }],
    reused: [],
  });
  await commitEpochs(store, await startTrial(store, FIRST, 0), 3);
  expect(await registrationOf(store, FIRST)).toEqual(registration);
  // Longer training asks the same; that there are results already is told.
  const longer = await start(asking({ question: 'longer' }));
  expect(isExploratory(longer)).toBe(false);
  expect(longer.earlier).toEqual([FIRST.run]);
});

test('another question before the first result is as good as the first', async () => {
  await start(FIRST);
  const { history } = await start(asking({ seeds: [0] }));
  expect(history.map(({ changed, afterResults }) => [changed, afterResults])).toEqual([
    [[], false],
    [['seeds'], false],
  ]);
});

test('another question after a result is exploratory, with all that was asked before it', async () => {
  await start(FIRST);
  await commitEpochs(store, await startTrial(store, FIRST, 0), 1);
  const other = await start(asking({ alpha: 0.1 }));
  expect(isExploratory(other)).toBe(true);
  expect(other.history).toMatchObject([
    { run: FIRST.run },
    { changed: ['alpha'], afterResults: true },
  ]);
  const third = await start(asking({ alpha: 0.1, seeds: [0] }));
  expect(third.history.map(({ changed }) => changed)).toEqual([[], ['alpha'], ['seeds']]);
  // Who goes back to the first question has it as it was registered, with all that came after.
  const first = await registrationOf(store, FIRST);
  expect(isExploratory(first)).toBe(false);
  expect(first.history).toEqual(third.history);
});

test('another study’s results make no question exploratory', async () => {
  await start(FIRST);
  await commitEpochs(store, await startTrial(store, FIRST, 0), 1);
  expect(isExploratory(await start(smallPlan(3, 'other')))).toBe(false);
});

test('seeds whose first epoch the store has already, from whichever study, are reused', async () => {
  const data = { trainImages: 'i', trainLabels: 'l', testImages: 't', testLabels: 'u' };
  const samples = { train: 's', validation: 'v' };
  await store.writeRecord(downloadKey({ dataset: 'mnist' }), 'download', data);
  const other = smallPlan(3, 'other');
  await start(other);
  await startTrial(store, other, 1);
  const trial = FIRST.trials[1]!;
  await store.writeRecord(splitKey(splitInputs(trial, data.trainLabels)), 'split', samples);
  const key = trainKey({
    ...trial.training,
    ...{ arithmetic: 'fingerprint-1', images: 'i', labels: 'l', samples: 's' },
    ...{ seed: 1, epoch: 1, state: null },
  });
  await store.writeRecord(key, 'train', { state: 'w' });
  const registration = await start(FIRST);
  expect(registration.reused).toEqual([{ variant: { activation: 'linear' }, seeds: [1] }]);
  expect(isExploratory(registration)).toBe(false);
  // Another monitor has other commits, and the very same epochs.
  const monitored = FIRST.trials.map((each) => ({
    ...each,
    checkpoint: { ...each.checkpoint, monitor: 'validation.loss' as const },
  }));
  const again = await registrationOf(store, { ...smallPlan(3, 'third'), trials: monitored });
  expect(again.reused).toEqual(registration.reused);
});

test('where the store has lost what was asked before, results make any question exploratory', async () => {
  await startRun(store, { ...FIRST, plan: await store.writeJson(FIRST) });
  await commitEpochs(store, await startTrial(store, FIRST, 0), 1);
  expect(isExploratory(await registrationOf(store, FIRST))).toBe(true);
});
