import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, processesIn } from './processes.ts';
import { RELU, Workspace, committed, eventually, small } from './workspace.ts';

const EPOCHS = 20;

function log(workspace: Workspace): string {
  return readFileSync(join(workspace.folder, '.epochal/logs/supervisor.log'), 'utf8');
}

// They wait for half a minute each, at the same time.
describe('a process that is stopped', () => {
  const workspaces: Workspace[] = [];
  afterAll(() => Promise.all(workspaces.map((workspace) => workspace.remove())));

  test.concurrent.each([
    ['worker', 'its own supervisor'],
    ['worker', 'the supervisor after the one that started it'],
    ['server', 'its own supervisor'],
  ] as const)('a %s is noticed by %s, and the study goes on to its end', async (what, by) => {
    const workspace = new Workspace({ EPOCHAL_SLOTS: '1' });
    workspaces.push(workspace);
    const { folder } = workspace;
    expect((await workspace.epochal('up')).code).toBe(0);
    await workspace.epochal('run', RELU, ...small(EPOCHS), '--detach');
    await eventually(async () => (await committed(workspace, 'relu')) >= 1 || null);
    const before = workspace.supervisor()!;
    const { pid } = before[what]!.process;
    const trainers = what === 'worker' ? childrenOf(pid) : [];
    for (const stopped of [pid, ...trainers]) process.kill(stopped, 'SIGSTOP');
    if (by !== 'its own supervisor') {
      process.kill(before.supervisor.pid, 'SIGKILL');
      expect((await workspace.epochal('up')).code).toBe(0);
    }
    await eventually(() => workspace.supervisor()![what]!.process.pid !== pid || null);
    expect(log(workspace)).toMatch(new RegExp(`${what} ${pid} has not answered for 10 s`));
    expect(processesIn(folder)).not.toContain(pid);
    for (const trainer of trainers) expect(processesIn(folder)).not.toContain(trainer);
    await eventually(async () => (await committed(workspace, 'relu')) === 2 * EPOCHS || null);
  });
});

describe('processes that were killed while a trainer was stopped', () => {
  const workspace = new Workspace({ EPOCHAL_SLOTS: '1' });
  afterAll(() => workspace.remove());

  test('leave none behind, after the next `down`', async () => {
    expect((await workspace.epochal('up')).code).toBe(0);
    const { supervisor, server, worker } = await eventually(() => {
      const state = workspace.supervisor()!;
      return state.worker && childrenOf(state.worker.process.pid).length > 0 ? state : null;
    });
    const [trainer] = childrenOf(worker!.process.pid);
    process.kill(trainer!, 'SIGSTOP');
    for (const { pid } of [supervisor, server!.process, worker!.process]) {
      process.kill(pid, 'SIGKILL');
    }
    await workspace.epochal('down');
    expect(processesIn(workspace.folder)).toEqual([]);
  });
});

describe('a server whose port is another program’s after a crash', () => {
  const workspace = new Workspace({ EPOCHAL_SLOTS: '1' });
  const strangers: Server[] = [];
  afterAll(async () => {
    for (const stranger of strangers) stranger.close();
    await workspace.remove();
  });

  /** Kills the server, and takes its port; until it has another one. */
  async function takePort(): Promise<void> {
    const before = workspace.supervisor()!;
    const port = Number(before.address.split(':')[1]);
    // The keeper is held, so that the stranger is first in every run of this test.
    process.kill(before.supervisor.pid, 'SIGSTOP');
    process.kill(before.server!.process.pid, 'SIGKILL');
    const stranger = createServer();
    strangers.push(stranger);
    await eventually(async () => {
      stranger.listen(port, '127.0.0.1');
      return Promise.race([
        once(stranger, 'listening').then(() => true),
        once(stranger, 'error').then(() => null),
      ]).catch(() => null);
    });
    process.kill(before.supervisor.pid, 'SIGCONT');
    await eventually(() => workspace.supervisor()!.address !== before.address);
    expect(log(workspace)).toContain(`The port ${port} or ${port + 1000} is another program's now`);
  }

  test('moves to another one, and the worker with it', async () => {
    expect((await workspace.epochal('up')).code).toBe(0);
    await takePort();
    const ran = await workspace.epochal('run', RELU, ...small(1));
    expect(ran.code).toBe(0);
  });

  test('so does a run that watches its study there, and ends what it started', async () => {
    await workspace.epochal('down');
    const run = workspace.start('run', RELU, ...small(30));
    const ended = once(run, 'exit');
    await eventually(async () => (await committed(workspace, 'relu')) > 2);
    await takePort();
    expect(await ended).toEqual([0, null]);
    expect(processesIn(workspace.folder)).toEqual([]);
    const { results } = await workspace.results('relu');
    expect(results.trials.map(({ epochs }) => epochs.length)).toEqual([30, 30]);
  });
});
