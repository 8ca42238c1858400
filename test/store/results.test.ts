import { join } from 'node:path';
import { openStore } from '../../store/open.ts';
import { collectProvenance } from '../../store/provenance.ts';
import { predictionsOf } from '../../store/predictions-of.ts';
import { encodePredictions } from '../../store/predictions.ts';
import { collectResults, incompleteTrials } from '../../store/results.ts';
import { trialRef } from '../../store/commits.ts';
import type { Commit } from '../../store/commits.ts';
import { concluded, newestRun, readRun } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import { sha256 } from '../../study/digest.ts';
import type { Plan } from '../../study/plan.ts';
import type { Predictions, ProvenanceEvent, Results, TrialResult } from '../../study/results.ts';
import {
  commitEpochs,
  ENGINE,
  metricsOf,
  recordTest,
  smallPlan,
  stand,
  start,
  startTrial,
} from './small-study.ts';
import { temporaryStore } from './temporary-store.ts';

const TESTED = { loss: 0.25, accuracy: 0.875 };

let folder: string;
let store: Store;
let plan: Plan;

temporaryStore(async (opened, at) => {
  store = opened;
  folder = at;
  plan = smallPlan();
  await start(store, plan);
});

test('variables stand in the order of the spec, which canonical JSON does not keep', async () => {
  const matrix = { width: [8], activation: ['relu'] };
  const trials = plan.trials.slice(0, 1).map((trial) => ({
    ...trial,
    variant: { width: 8, activation: 'relu' },
  }));
  const other = { ...smallPlan(3, 'other'), matrix, variables: Object.keys(matrix), trials };
  await start(store, other);
  const [trial] = await trialsOf(other.run);
  expect(Object.keys(trial!.variant)).toEqual(['width', 'activation']);
});

async function trialsOf(run = plan.run): Promise<readonly TrialResult[]> {
  return (await collectResults(store, run)).results.trials;
}

async function statuses(): Promise<string[]> {
  return (await trialsOf()).map(({ status }) => status);
}

test('a run that has just started is all pending', async () => {
  const { results, engines } = await collectResults(store, plan.run);
  expect(results).toEqual({
    study: 'small',
    run: plan.run,
    status: 'running',
    spec: plan.spec,
    arithmetic: null,
    trials: [
      ['linear', 0],
      ['linear', 1],
      ['relu', 0],
      ['relu', 1],
    ].map(([activation, seed]) => ({
      variant: { activation },
      seed,
      status: 'pending',
      epochs: [],
      best: null,
      test: null,
    })),
  });
  expect(engines).toEqual({});
});

test('a trial that has begun but committed nothing is running, and empty', async () => {
  await startTrial(store, plan, 0);
  const [trial] = await trialsOf();
  expect(trial).toMatchObject({ status: 'running', epochs: [], best: null, test: null });
});

test('a trial in the middle shows each epoch so far, once, with its digests', async () => {
  const trial = await startTrial(store, plan, 2);
  const commits = await commitEpochs(store, trial, 2);
  const result = (await trialsOf())[2];
  expect(result).toEqual({
    variant: { activation: 'relu' },
    seed: 0,
    status: 'running',
    epochs: [1, 2].map((epoch) => ({
      epoch,
      ...metricsOf(epoch),
      checkpoint: sha256(`state ${epoch} of ${trial.key}`),
      commit: commits[epoch - 1],
    })),
    best: { epoch: 2, metrics: { 'validation.accuracy': 0.75 } },
    test: null,
  });
});

test('a trial is done when its last epoch is, and its best was tested', async () => {
  const trial = await startTrial(store, plan, 0);
  await commitEpochs(store, trial, 3);
  expect((await statuses())[0]).toBe('running');
  await recordTest(store, plan, 0, trial, TESTED);
  const [done, ...others] = await trialsOf();
  expect(done).toMatchObject({ status: 'done', test: TESTED, best: { epoch: 2 } });
  expect(others.map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
});

test('what was measured stands in the order of tables, the confusion matrix last', async () => {
  const metrics = [{ type: 'f1' }, { type: 'confusionMatrix' }] as const;
  const asked = smallPlan(3, 'asked');
  const more = { ...asked, trials: asked.trials.map((trial) => ({ ...trial, metrics })) };
  await start(store, more);
  const trial = await startTrial(store, more, 0);
  await commitEpochs(store, trial, 3);
  await recordTest(store, asked, 0, trial, TESTED);
  // A test without them is another one.
  expect((await trialsOf('asked'))[0]).toMatchObject({ status: 'running', test: null });
  const confusionMatrix = [
    [3, 1],
    [0, 4],
  ];
  await recordTest(store, more, 0, trial, { confusionMatrix, f1: 0.5, ...TESTED });
  const [tested] = await trialsOf('asked');
  expect(JSON.stringify(tested!.test)).toBe(
    '{"loss":0.25,"accuracy":0.875,"f1":0.5,"confusionMatrix":[[3,1],[0,4]]}',
  );
});

test('a test names what the model answered of each sample, after what it measured', async () => {
  const trial = await startTrial(store, plan, 0);
  await commitEpochs(store, trial, 3);
  const predictions = sha256('predictions');
  await recordTest(store, plan, 0, trial, { predictions, ...TESTED });
  const [tested] = await trialsOf();
  expect(JSON.stringify(tested!.test)).toBe(
    `{"loss":0.25,"accuracy":0.875,"predictions":"${predictions}"}`,
  );
});

async function allPredictions(
  results: Pick<Results, 'trials'>,
): Promise<readonly (readonly [number, Predictions | null])[]> {
  const found = [];
  const indices = [...results.trials.keys()];
  for await (const entry of predictionsOf(store, results, indices)) found.push(entry);
  return found;
}

test('predictions are found by the trial’s index, and are null where nothing was tested', async () => {
  const answers = { loss: Float32Array.of(0.5), prediction: Int32Array.of(7) };
  const predictions = await store.writeArtifact(encodePredictions(answers));
  const trial = await startTrial(store, plan, 1);
  await commitEpochs(store, trial, 3);
  await recordTest(store, plan, 1, trial, { predictions, ...TESTED });
  const { results } = await collectResults(store, plan.run);
  const found = await allPredictions(results);
  expect(found).toEqual([
    [0, null],
    [1, answers],
    [2, null],
    [3, null],
  ]);
});

test('predictions are read a few trials at a time', async () => {
  const answers = { loss: Float32Array.of(0.5), prediction: Int32Array.of(7) };
  const predictions = await store.writeArtifact(encodePredictions(answers));
  const trials = Array.from(
    { length: 20 },
    () => ({ test: { ...TESTED, predictions } }) as unknown as TrialResult,
  );
  const read = store.readArtifact.bind(store);
  let [underWay, most] = [0, 0];
  const reads = jest.spyOn(store, 'readArtifact').mockImplementation(async (digest) => {
    most = Math.max(most, ++underWay);
    const bytes = await read(digest);
    underWay--;
    return bytes;
  });
  expect(await allPredictions({ trials })).toHaveLength(20);
  expect(reads).toHaveBeenCalledTimes(20);
  expect(most).toBe(8);
});

test('predictions that are lost are an error that the study mends', async () => {
  const trial = await startTrial(store, plan, 0);
  await commitEpochs(store, trial, 3);
  const predictions = sha256('lost');
  await recordTest(store, plan, 0, trial, { predictions, ...TESTED });
  const { results } = await collectResults(store, plan.run);
  await expect(allPredictions(results)).rejects.toMatchObject({
    code: 'ARTIFACT_MISSING',
    details: { digest: predictions },
  });
});

test('a test of the best so far is not shown before the last epoch is done', async () => {
  const trial = await startTrial(store, plan, 0);
  await commitEpochs(store, trial, 2);
  await recordTest(store, plan, 0, trial, TESTED);
  expect((await trialsOf())[0]).toMatchObject({ status: 'running', test: null });
});

test("what a longer study went on to compute is none of this one's", async () => {
  const trial = await startTrial(store, plan, 0);
  const commits = await commitEpochs(store, trial, 5);
  await recordTest(store, plan, 0, trial, TESTED);
  const [result] = await trialsOf();
  expect(result!.epochs.map(({ commit }) => commit)).toEqual(commits.slice(0, 3));
  expect(result).toMatchObject({ status: 'done', best: { epoch: 2 }, test: TESTED });

  const longer = smallPlan(5, 'longer');
  await start(store, longer);
  await startTrial(store, longer, 0);
  const [same] = await trialsOf('longer');
  expect(same!.epochs.map(({ commit }) => commit)).toEqual(commits);
});

test('a trial that diverged says where, and shows the epochs before', async () => {
  const trial = await startTrial(store, plan, 1);
  await commitEpochs(store, trial, 2, { epoch: 2, step: 7, lastLoss: 1e30 });
  const result = (await trialsOf())[1];
  expect(result).toMatchObject({
    status: 'diverged',
    diverged: { epoch: 2, step: 7, lastLoss: 1e30 },
    test: null,
  });
  expect(result!.epochs.map(({ epoch }) => epoch)).toEqual([1]);
});

test('a trial that diverged in its first epoch has no best', async () => {
  const trial = await startTrial(store, plan, 1);
  await commitEpochs(store, trial, 1, { epoch: 1, step: 1, lastLoss: null });
  expect((await trialsOf())[1]).toMatchObject({ status: 'diverged', epochs: [], best: null });
});

test('a trial that diverged in its last epoch has no test, though another study made one', async () => {
  const trial = await startTrial(store, plan, 1);
  await commitEpochs(store, trial, 3, { epoch: 3, step: 7, lastLoss: 1e30 });
  await recordTest(store, plan, 1, trial, TESTED);
  const result = (await trialsOf())[1];
  expect(result).toMatchObject({ status: 'diverged', best: { epoch: 2 }, test: null });
});

test('without a test step a trial is done when its last epoch is', async () => {
  const untested = { ...smallPlan(3, 'untested'), steps: [] };
  await start(store, untested);
  await commitEpochs(store, await startTrial(store, untested, 0), 3);
  await startTrial(store, untested, 1, 'Its data is gone.');
  await commitEpochs(store, await startTrial(store, untested, 2), 2);
  await stand(store, untested, { status: 'failed' });
  const trials = await trialsOf('untested');
  expect(trials.map(({ status }) => status)).toEqual(['done', 'failed', 'stopped', 'stopped']);
});

test('without a test step a trial has no test, though another study made one', async () => {
  const untested = { ...smallPlan(3, 'untested'), steps: [] };
  await start(store, untested);
  const trial = await startTrial(store, untested, 0);
  await commitEpochs(store, trial, 3);
  await recordTest(store, untested, 0, trial, TESTED);
  expect((await trialsOf('untested'))[0]).toMatchObject({ status: 'done', test: null });
});

test('a trial that failed is that, while others go on', async () => {
  const trial = await startTrial(store, plan, 0, 'The trainer ran out of memory.');
  await commitEpochs(store, trial, 1);
  await startTrial(store, plan, 1);
  const [failed, running] = await trialsOf();
  expect(failed).toMatchObject({ status: 'failed' });
  expect(failed!.epochs).toHaveLength(1);
  expect(running!.status).toBe('running');
});

test.each(['stopped', 'failed'] as const)(
  'when the study %s, trials keep what they had reached',
  async (status) => {
    const done = await startTrial(store, plan, 0);
    await commitEpochs(store, done, 3);
    await recordTest(store, plan, 0, done, TESTED);
    await startTrial(store, plan, 1, 'Its data is gone.');
    await commitEpochs(store, await startTrial(store, plan, 2), 1);
    await stand(store, plan, { status });
    expect((await collectResults(store, plan.run)).results.status).toBe(status);
    expect(await statuses()).toEqual(['done', 'failed', 'stopped', 'stopped']);
  },
);

test.each(['waiting', 'paused'] as const)(
  'when the study is %s, so are the trials that began',
  async (status) => {
    await startTrial(store, plan, 0);
    await stand(store, plan, { status });
    expect(await statuses()).toEqual([status, 'pending', 'pending', 'pending']);
  },
);

test('where a run stands may be told by somebody who knows it better than its ref', async () => {
  await startTrial(store, plan, 0);
  const end = { status: 'failed' as const, reason: 'No worker.', failed: { 0: 'It was lost.' } };
  const { results, ref } = await collectResults(store, plan.run, (known) => concluded(known, end));
  expect(results.status).toBe('failed');
  expect(results.trials.map(({ status }) => status)).toEqual([
    'failed',
    'stopped',
    'stopped',
    'stopped',
  ]);
  expect(ref.reason).toBe('No worker.');
  expect((await readRun(store, plan.run))!.status).toBe('running');
});

test('a run tells its arithmetic, and the engine behind it', async () => {
  await startTrial(store, plan, 0);
  await startTrial(store, plan, 1);
  const { results, engines } = await collectResults(store, plan.run);
  expect(results.arithmetic).toBe('fingerprint-1');
  expect(engines).toEqual({ 'fingerprint-1': ENGINE });
});

test("a study's name stands for its newest run", async () => {
  const newer = smallPlan(4);
  await start(store, newer);
  expect(await newestRun(store, 'small')).toBe(newer.run);
  expect((await collectResults(store, 'small')).results.run).toBe(newer.run);
  expect((await collectResults(store, plan.run)).results.run).toBe(plan.run);
  await start(store, plan);
  expect((await collectResults(store, 'small')).results.run).toBe(plan.run);
});

test('a run that is started again keeps the trials it had', async () => {
  const trial = await startTrial(store, plan, 0);
  await commitEpochs(store, trial, 2);
  await stand(store, plan, { status: 'stopped' });
  await start(store, plan);
  const [again] = await trialsOf();
  expect(again).toMatchObject({ status: 'running' });
  expect(again!.epochs).toHaveLength(2);
});

test('the same results come from another process, byte for byte', async () => {
  const trial = await startTrial(store, plan, 0);
  await commitEpochs(store, trial, 3);
  const first = await collectResults(store, plan.run);
  const second = await collectResults(await openStore(folder), plan.run);
  expect(JSON.stringify(second.results)).toBe(JSON.stringify(first.results));
});

test('a study that nobody started is unknown, with the names of those that are', async () => {
  await start(store, smallPlan(3, 'another'));
  for (const run of ['smal', 'small@00000000']) {
    await expect(collectResults(store, run)).rejects.toMatchObject({
      code: 'STUDY_UNKNOWN',
      message: expect.stringContaining('It has: another, small.') as string,
      details: { run, studies: ['another', 'small'] },
    });
  }
  const empty = await openStore(join(folder, 'empty'));
  await expect(collectResults(empty, 'small')).rejects.toMatchObject({
    message: expect.stringContaining('It has none yet.') as string,
  });
});

test("provenance holds the run's events and its trials', without a longer study's epochs", async () => {
  const trial = await startTrial(store, plan, 0);
  const event = (step: string, epoch?: number): ProvenanceEvent => ({
    time: '2026-01-01T00:00:00Z',
    step,
    key: sha256(`${step} ${epoch}`),
    worker: 'a worker',
    attempt: 1,
    durationMs: 5,
    ...(epoch !== undefined && { epoch }),
  });
  await store.appendLog(`runs/${plan.run}`, event('download'));
  for (const epoch of [1, 2, 3, 4]) {
    await store.appendLog(`trials/${trial.key.slice('sha256:'.length)}`, event('train', epoch));
  }
  const collected = await collectResults(store, plan.run);
  const provenance = await collectProvenance(store, collected, '0.1.0');
  expect(provenance).toMatchObject({ epochal: '0.1.0', engines: { 'fingerprint-1': ENGINE } });
  const [first, ...others] = provenance.events;
  expect(first!.step).toBe('download');
  expect(others.map(({ epoch }) => epoch).sort()).toEqual([1, 2, 3]);
});

test('a trial that stopped early is done after its last epoch, and complete', async () => {
  const tested = smallPlan(5, 'stopped');
  await start(store, tested);
  const trial = await startTrial(store, tested, 0);
  const digests = await commitEpochs(store, trial, 3);
  await recordTest(store, tested, 0, trial, TESTED);
  expect((await trialsOf(tested.run))[0]).toMatchObject({ status: 'running', test: null });
  expect(incompleteTrials((await collectResults(store, tested.run)).results, tested)).toContain(0);

  const earlyStop = {
    epoch: 3,
    monitor: 'validation.accuracy',
    best: { epoch: 2, value: 0.75 },
  } as const;
  const last = await store.readJson<Commit>(digests[2]!);
  const commit = await store.writeJson({ ...last, earlyStop });
  await store.updateRef(trialRef(trial.key), () => ({ commit, epoch: 3 }));
  const { results } = await collectResults(store, tested.run);
  expect(results.trials[0]).toMatchObject({ status: 'done', test: TESTED, earlyStop });
  expect(incompleteTrials(results, tested)).toEqual([1, 2, 3]);
});
