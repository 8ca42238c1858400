import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { exportStudy } from '../../cli/commands/export.ts';
import { mlflowFiles } from '../../cli/export/mlflow.ts';
import { recordedTrials } from '../../cli/export/recorded-trials.ts';
import type { Scalar } from '../../cli/export/recorded-trials.ts';
import { eventFile, tensorboardFiles } from '../../cli/export/tensorboard.ts';
import { crc32c } from '../../cli/export/tf-record.ts';
import { resultsJsonl } from '../../cli/results-jsonl.ts';
import { openStore } from '../../store/open.ts';
import type { TrialTimes } from '../../store/trial-times.ts';
import type { Plan } from '../../study/plan.ts';
import type { Results, TrialResult } from '../../study/results.ts';
import { smallPlan, start } from '../store/small-study.ts';
import { planOf, pendingTrial, referenceTrial, study } from '../report/fixtures.ts';

const UNKNOWN: TrialTimes = { began: null, ended: null, epochs: new Map(), tested: null };

/** Two epochs each, of which the second is relu's best. */
function relu(change: Partial<TrialResult> = {}): TrialResult {
  return { ...referenceTrial('relu', 0, 2), test: { loss: 0.25, accuracy: 0.875 }, ...change };
}

function recorded(
  results: Results,
  times: readonly TrialTimes[] = results.trials.map(() => UNKNOWN),
  plan: Plan = planOf(results),
): ReturnType<typeof recordedTrials> {
  return recordedTrials({ results, plan } as Parameters<typeof recordedTrials>[0], times);
}

test.each([
  // RFC 3720, B.4.
  ['32 zeros', new Uint8Array(32), 0x8a_91_36_aa],
  ['32 ones', new Uint8Array(32).fill(0xff), 0x62_a8_ab_43],
  ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46_dd_79_4e],
  ['31 to 0', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x11_3f_db_5c],
])('the checksum of %s is that of RFC 3720', (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

test('an event file has the bytes that TensorBoard’s own writer writes', () => {
  const scalars: Scalar[] = [
    { split: 'train', metric: 'loss', epoch: 1, value: 0.48428, timeMs: 1_700_000_001_500 },
    {
      split: 'validation',
      metric: 'accuracy',
      epoch: 300,
      value: 0.9037,
      timeMs: 1_700_000_300_000,
    },
  ];
  // What test/reference/trackers.py prints.
  const path = join(__dirname, '../reference/tensorboard.json');
  const expected = JSON.parse(readFileSync(path, 'utf8')) as string;
  const file = eventFile(scalars, 1_700_000_000_250);
  expect(Buffer.from(file).toString('hex')).toBe(expected);
});

test('each trial that has begun is a run of TensorBoard, in its study’s folder', () => {
  const results = study([relu({ seed: 0 }), relu({ seed: 1 }), pendingTrial('linear')]);
  expect(Object.keys(tensorboardFiles('relu', recorded(results)))).toEqual([
    'relu/activation=relu,seed=0/events.out.tfevents.0.epochal',
    'relu/activation=relu,seed=1/events.out.tfevents.0.epochal',
  ]);
});

test('runs keep names of their own, whatever their variants are called', () => {
  const names = ['../a', '..\\a', 'b'.repeat(300)];
  const results = study(names.map((activation) => relu({ variant: { activation } })));
  expect(recorded(results).map(({ id }) => id)).toEqual([
    'activation=.._a,seed=0',
    'activation=.._a,seed=0-1',
    `activation=${'b'.repeat(109)}`,
  ]);
});

test('a run keeps its name when a trial before it begins', () => {
  const first = { activation: '../a' };
  const second = relu({ variant: { activation: '..\\a' } });
  const before = recorded(study([{ ...pendingTrial('relu'), variant: first }, second]));
  const after = recorded(study([relu({ variant: first }), second]));
  expect(after.at(-1)!.id).toBe(before[0]!.id);
});

test('numbers carry the time at which logs say that they were computed, and 0 without', () => {
  const results = study([relu()]);
  const times = { began: 100, ended: 400, epochs: new Map([[2, 300]]), tested: 400 };
  const [{ scalars, beganMs, endedMs } = { scalars: [] }] = recorded(results, [times]);
  expect([beganMs, endedMs]).toEqual([100, 400]);
  expect(
    scalars
      .filter(({ metric }) => metric === 'loss')
      .map(({ split, epoch, timeMs }) => [split, epoch, timeMs]),
  ).toEqual([
    ['train', 1, 0],
    ['validation', 1, 0],
    ['train', 2, 300],
    ['validation', 2, 300],
    ['test', 2, 400],
  ]);
});

describe('MLflow’s folder', () => {
  const results = study([
    relu(),
    relu({ variant: { 'model.layers[1].units': 32 }, status: 'diverged' }),
  ]);
  const times = { began: 100, ended: 400, epochs: new Map([[1, 200]]), tested: 300 };
  const files = mlflowFiles(results, recorded(results, [times, times]), '/tmp/ml');
  const names = Object.keys(files);
  const [experiment] = names[0]!.split('/');
  const runs = [...new Set(names.flatMap((name) => /\/(\w{32})\//.exec(name)?.[1] ?? []))];
  const read = (name: string): unknown => parse(files[`${experiment}/${name}`]!);

  test('has an experiment for the study, and a run for each trial', () => {
    expect(experiment).toMatch(/^\d{15}$/);
    expect(read('meta.yaml')).toMatchObject({
      experiment_id: experiment,
      name: 'relu',
      lifecycle_stage: 'active',
      artifact_location: `file:///tmp/ml/${experiment}`,
    });
    expect(runs).toHaveLength(2);
    expect(read(`${runs[0]}/meta.yaml`)).toMatchObject({
      run_id: runs[0],
      run_name: 'relu · seed 0',
      status: 3,
      start_time: 100,
      end_time: 400,
      artifact_uri: `file:///tmp/ml/${experiment}/${runs[0]}/artifacts`,
    });
    expect(read(`${runs[1]}/meta.yaml`)).toMatchObject({ status: 4 });
  });

  test('has each metric with time, value and epoch on a line', () => {
    const { epochs } = relu();
    expect(files[`${experiment}/${runs[0]}/metrics/validation.accuracy`]).toBe(
      `200 ${epochs[0]!.validation.accuracy} 1\n0 ${epochs[1]!.validation.accuracy} 2\n`,
    );
    expect(files[`${experiment}/${runs[0]}/metrics/test.loss`]).toBe('300 0.25 2\n');
  });

  test('has what a trial was trained with, by names that MLflow takes', () => {
    const parameter = (run: number, name: string): string | undefined =>
      files[`${experiment}/${runs[run]}/params/${name}`];
    expect(parameter(0, 'activation')).toBe('relu');
    expect(parameter(0, 'seed')).toBe('0');
    expect(parameter(0, 'training.optimizer.learningRate')).toBe('0.15');
    expect(parameter(0, 'training.loss.type')).toBe('crossEntropy');
    expect(JSON.parse(parameter(0, 'model.layers')!)).toContainEqual({ type: 'flatten' });
    expect(parameter(1, 'model.layers.1.units')).toBe('32');
  });

  test('keeps ids as texts for whoever reads YAML 1.1', () => {
    expect(files[`${experiment}/meta.yaml`]).toContain(`experiment_id: "${experiment}"`);
  });

  test('is the same for the same study', () => {
    expect(mlflowFiles(results, recorded(results, [times, times]), '/tmp/ml')).toEqual(files);
  });
});

test('JSON Lines have an epoch of a trial on each, the test beside the best one', () => {
  const results = study([relu({ fold: 2 }), pendingTrial('linear')]);
  const lines = resultsJsonl(results).split('\n');
  expect(lines.pop()).toBe('');
  const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const { epochs, test: tested } = results.trials[0]!;
  const name = { run: results.run, variant: { activation: 'relu' }, seed: 0, fold: 2 };
  expect(lines).toHaveLength(2);
  expect(first).toEqual({ ...name, ...epochs[0] });
  expect(second).toEqual({ ...name, ...epochs[1], best: true, test: tested });
});

test('a study that has no epoch yet leaves no folder behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'epochal-export-'));
  const before = process.env['EPOCHAL_STORE'];
  process.env['EPOCHAL_STORE'] = join(folder, 'store');
  try {
    const plan = smallPlan();
    await start(await openStore(join(folder, 'store')), plan);
    const mlflow = join(folder, 'mlruns');
    await expect(exportStudy('small', { variant: [], mlflow })).rejects.toMatchObject({
      code: 'TRIAL_UNKNOWN',
      message: `No trial of ${plan.run} has an epoch yet, so there is nothing to write.`,
    });
    expect(existsSync(mlflow)).toBe(false);
  } finally {
    if (before === undefined) delete process.env['EPOCHAL_STORE'];
    else process.env['EPOCHAL_STORE'] = before;
    rmSync(folder, { recursive: true });
  }
});
