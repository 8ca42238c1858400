import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../../study/results.ts';
import { RELU, Workspace, eventually, small, untilPrinted } from './workspace.ts';

describe('a study that is running', () => {
  const workspace = new Workspace();
  // Long enough to be found running by every command below; `stop` ends it.
  const long = [...small(1000), '--set', 'study=long'];
  afterAll(() => workspace.remove());

  beforeAll(async () => {
    expect((await workspace.epochal('up')).code).toBe(0);
    expect((await workspace.epochal('run', RELU, ...long, '--detach')).code).toBe(0);
    await untilEpoch(workspace, 'long', 1);
  });

  test('has results already, from the store', async () => {
    const { results } = await workspace.results('long');
    expect(results.status).toBe('running');
    expect(results.trials.map(({ status }) => status)).toEqual(['running', 'running']);
  });

  test('keeps the supervisor of its folder, whatever the server’s list says', () => {
    expect(readdirSync(join(workspace.folder, '.epochal/started'))).toEqual(['long']);
  });

  test('is attached to by `run` with the same spec', async () => {
    const ran = await workspace.epochal('run', RELU, ...long, '--detach');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Attached to long@');
  });

  test('is not replaced by another spec of its name: what differs is said, with a way out', async () => {
    const ran = await workspace.epochal('run', RELU, ...long, '--set', 'training.batchSize=64');
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('training.batchSize: 128 → 64');
    expect(ran.stderr).toContain('--set study=long-2');
  });

  test('is left by Ctrl-C, and goes on', async () => {
    const command = workspace.start('run', RELU, ...long);
    await untilPrinted(command, 'Attached to long@');
    const before = await untilEpoch(workspace, 'long', 1);
    command.kill('SIGINT');
    const [code] = (await once(command, 'exit')) as [number];
    expect(code).toBe(130);
    await untilEpoch(workspace, 'long', before + 2);
  });

  test('is stopped by `stop`, keeps what it has, and goes on from there with the next `run`', async () => {
    expect((await workspace.epochal('stop', 'long')).code).toBe(0);
    const { results } = await workspace.results('long');
    expect(results.status).toBe('stopped');
    expect(results.trials.map(({ status }) => status)).toEqual(['stopped', 'stopped']);
    const done = Math.max(...results.trials.map(({ epochs }) => epochs.length));
    const again = [...small(done + 1), '--set', 'study=long'];
    expect((await workspace.epochal('run', RELU, ...again)).code).toBe(0);
    const after = await workspace.results('long');
    after.results.trials.forEach((trial, index) => {
      expect(trial.epochs).toHaveLength(done + 1);
      const kept = results.trials[index]!.epochs;
      expect(trial.epochs.slice(0, kept.length)).toEqual(kept);
    });
  });
});

describe('a study whose `run` started everything', () => {
  const workspace = new Workspace();
  afterAll(() => workspace.remove());

  test('is drained by Ctrl-C, and continued by the next `run`', async () => {
    const spec = [RELU, ...small(8)];
    const command = workspace.start('run', ...spec);
    await untilEpoch(workspace, 'relu', 1);
    command.kill('SIGINT');
    const [code] = (await once(command, 'exit')) as [number];
    expect(code).toBe(130);
    expect((await workspace.epochal('status')).stdout).toContain('Nothing is running');
    const before = await workspace.results('relu');
    expect((await workspace.epochal('run', ...spec)).code).toBe(0);
    const after = await workspace.results('relu');
    const trained = after.provenance.events.filter(({ step }) => step === 'train');
    expect(trained).toHaveLength(16);
    after.results.trials.forEach((trial, index) => {
      const kept = before.results.trials[index]!.epochs;
      expect(trial.epochs.slice(0, kept.length)).toEqual(kept);
    });
  });
});

/** Waits until a trial of the study has so many epochs; how many it has then. */
async function untilEpoch(workspace: Workspace, study: string, epoch: number): Promise<number> {
  return eventually(async () => {
    const { code, stdout } = await workspace.epochal('results', study, '--json');
    if (code !== 0) return null;
    const { results } = JSON.parse(stdout) as { results: Results };
    const most = Math.max(...results.trials.map(({ epochs }) => epochs.length));
    return most >= epoch ? most : null;
  });
}
