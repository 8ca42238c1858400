import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTemporal } from '../../cli/setup/temporal.ts';
import { packageRoot } from '../../environment/package.ts';
import { Workspace } from './workspace.ts';

describe('a study of a table of one’s own', () => {
  const workspace = new Workspace();
  const table = join(workspace.folder, 'penguins.csv');
  beforeAll(() => {
    for (const name of ['quickstart.yaml', 'penguins.csv']) {
      copyFileSync(join(packageRoot, 'specs', name), join(workspace.folder, name));
    }
  });
  afterAll(() => workspace.remove());

  test('runs from the table to the report, and needs no other data set', async () => {
    const ran = await workspace.epochal('run', 'quickstart.yaml');
    expect(ran.stderr).not.toContain('MNIST');
    expect(ran.code).toBe(0);
    const { results } = await workspace.results('quickstart');
    expect(results.trials.map(({ status }) => status)).toEqual(Array(6).fill('done'));
    const accuracy = (standardise: boolean): number[] =>
      results.trials
        .filter(({ variant }) => variant['standardise'] === standardise)
        .map(({ test: metrics }) => metrics!.accuracy!);
    // Body mass in grams drowns everything else; the species are easy to tell without that.
    for (const seed of accuracy(true)) expect(seed).toBeGreaterThan(0.9);
    for (const seed of accuracy(false)) expect(seed).toBeLessThan(0.7);
  });

  test('goes on from the store alone, though the table is gone', async () => {
    const before = await workspace.results('quickstart');
    const text = readFileSync(table);
    rmSync(table);
    expect((await workspace.epochal('run', 'quickstart.yaml')).stderr).toContain('no such file');
    rmSync(join(workspace.folder, '.epochal/store/records'), { recursive: true });
    expect((await workspace.epochal('retry', 'quickstart')).code).toBe(0);
    expect((await workspace.results('quickstart')).text).toBe(before.text);
    writeFileSync(table, text);
  });

  test('is another study once a number in the table is another', async () => {
    const { run } = (await workspace.results('quickstart')).results;
    const one = ['--set', 'matrix.standardise=[true]', '--set', 'hypotheses=[]'];
    expect((await workspace.epochal('run', 'quickstart.yaml', ...one)).code).toBe(0);
    const first = (await workspace.results('quickstart')).results;
    writeFileSync(table, readFileSync(table, 'utf8').replace('39.1', '49.1'));
    expect((await workspace.epochal('run', 'quickstart.yaml', ...one)).code).toBe(0);
    const second = (await workspace.results('quickstart')).results;
    expect(new Set([run, first.run, second.run]).size).toBe(3);
    expect(second.trials[0]!.epochs[0]!.checkpoint).not.toBe(
      first.trials[0]!.epochs[0]!.checkpoint,
    );
  });

  test('is measured anew, and trained no more, when somebody asks for one more metric', async () => {
    const one = ['--set', 'matrix.standardise=[true]', '--set', 'hypotheses=[]'];
    const before = (await workspace.results('quickstart')).results.trials;
    const more = '--set=metrics=[f1, confusionMatrix]';
    expect((await workspace.epochal('run', 'quickstart.yaml', ...one, more)).code).toBe(0);
    const { results, provenance } = await workspace.results('quickstart');
    const steps = new Set(provenance.events.map(({ step }) => step));
    expect([steps.has('train'), steps.has('validate'), steps.has('test')]).toEqual([
      false,
      true,
      true,
    ]);
    for (const [i, trial] of results.trials.entries()) {
      const { test: tested } = trial;
      expect(tested).toMatchObject(before[i]!.test!);
      expect(trial.epochs.map(({ checkpoint }) => checkpoint)).toEqual(
        before[i]!.epochs.map(({ checkpoint }) => checkpoint),
      );
      expect(tested!.f1).toBeGreaterThan(0.8);
      // A fifth of 333 penguins, of three species.
      const counts = tested!.confusionMatrix!;
      expect([counts.length, counts.flat().reduce((sum, count) => sum + count)]).toEqual([3, 66]);
      expect(trial.epochs[0]!.validation.f1).toBeGreaterThan(0);
      expect(trial.epochs[0]!.validation).not.toHaveProperty('confusionMatrix');
    }
  });

  test('is refused as bytes given to Temporal: a worker opens no files', async () => {
    await workspace.epochal('up');
    const { address } = workspace.supervisor()!;
    const temporal = (await findTemporal())!.path;
    const workflow = (...args: string[]): ReturnType<Workspace['exec']> =>
      workspace.exec(temporal, ['workflow', ...args, '-w', 'by-hand', '--address', address]);
    const input = ['--input-file', 'quickstart.yaml', '--input-meta', 'encoding=binary/plain'];
    await workflow('start', '--type', 'study', '--task-queue', 'epochal', ...input);
    const { stdout } = await workflow('result', '-o', 'json');
    expect(stdout).toContain('SPEC_INVALID');
    expect(stdout).toContain('A worker opens no files. Start the study with `epochal run`');
  });
});
