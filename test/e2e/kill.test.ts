import { once } from 'node:events';
import type { Results } from '../../study/results.ts';
import { childrenOf, processesIn } from './processes.ts';
import { RELU, Workspace, eventually, small } from './workspace.ts';

describe('a study whose every process is killed in the middle', () => {
  const disturbed = new Workspace();
  const undisturbed = new Workspace();
  afterAll(async () => {
    await disturbed.remove();
    await undisturbed.remove();
  });

  test('continues with the next `epochal run`, and ends with the same results', async () => {
    const epochs = 12;
    const command = disturbed.start('run', RELU, ...small(epochs));
    await eventually(async () => {
      const ran = await disturbed.epochal('results', 'relu', '--json');
      const trials = ran.code === 0 ? JSON.parse(ran.stdout).results.trials : [];
      return trials.some((trial: { epochs: unknown[] }) => trial.epochs.length >= 2) || null;
    });
    const { supervisor, server, worker } = disturbed.supervisor()!;
    const parents = [supervisor.pid, server!.process.pid, worker!.process.pid];
    const victims = [command.pid!, ...parents, ...childrenOf(worker!.process.pid)];
    for (const pid of victims) process.kill(pid, 'SIGKILL');
    const before = await disturbed.results('relu');
    expect(before.results.status).toBe('running');
    expect(before.results.trials.some((trial) => trial.epochs.length < epochs)).toBe(true);

    expect((await disturbed.epochal('run', RELU, ...small(epochs))).code).toBe(0);
    expect((await undisturbed.epochal('run', RELU, ...small(epochs))).code).toBe(0);

    const after = await disturbed.results('relu');
    expect(after.text).toBe((await undisturbed.results('relu')).text);
    // What was committed before the kill is part of the end, and was not computed again.
    before.results.trials.forEach((trial, index) => {
      const kept = after.results.trials[index]!.epochs.slice(0, trial.epochs.length);
      expect(kept).toEqual(trial.epochs);
    });
    const keys = after.provenance.events.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('leaves no process behind', () => {
    expect(processesIn(disturbed.folder)).toEqual([]);
  });
});

describe('a study whose supervisor and worker are killed while `run` watches', () => {
  const workspace = new Workspace();
  afterAll(() => workspace.remove());

  test('goes on by itself, and `run` sees it to its end', async () => {
    const command = workspace.start('run', RELU, ...small(6));
    const ended = once(command, 'exit');
    await eventually(async () => {
      const ran = await workspace.epochal('results', 'relu', '--json');
      if (ran.code !== 0) return null;
      const { results } = JSON.parse(ran.stdout) as { results: Results };
      return results.trials.some(({ epochs }) => epochs.length >= 1) || null;
    });
    const { supervisor, worker } = workspace.supervisor()!;
    process.kill(supervisor.pid, 'SIGKILL');
    process.kill(worker!.process.pid, 'SIGKILL');
    expect(await ended).toEqual([0, null]);
    const { results } = await workspace.results('relu');
    expect(results.trials.map(({ epochs }) => epochs.length)).toEqual([6, 6]);
  });

  test('`up` right after `down` waits for the drained one to be gone', async () => {
    expect((await workspace.epochal('up')).code).toBe(0);
    const down = workspace.epochal('down');
    const up = workspace.epochal('up');
    expect((await down).code).toBe(0);
    expect((await up).code).toBe(0);
  });
});
