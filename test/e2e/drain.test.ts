import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { connectTo } from '../../cli/connection.ts';
import { distFile } from '../../environment/package.ts';
import { childrenOf, processesIn } from './processes.ts';
import { RELU, Workspace, eventually } from './workspace.ts';

const QUEUE = 'drained';
/** 50,000 steps an epoch: none of them ends within the grace period. */
const LONG_EPOCHS = ['--set', 'training.batchSize=1', '--set', 'matrix.activation=[relu, linear]'];
const DRAINED =
  'Draining: what is under way gets 10 s to finish, and is then handed back.\nDrained.\n';

describe('`epochal worker` at SIGTERM', () => {
  const host = new Workspace({ EPOCHAL_SLOTS: '0' });
  const workers: ChildProcess[] = [];
  let address: string;
  let folder: Workspace;

  beforeAll(async () => {
    expect((await host.epochal('up')).code).toBe(0);
    ({ address } = host.supervisor()!);
    folder = new Workspace(environment());
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGTERM');
    await eventually(() => processesIn(folder.folder).length === 0 || null);
    await folder.remove();
    await host.remove();
  });

  function environment(server = address): NodeJS.ProcessEnv {
    return { TEMPORAL_ADDRESS: server, EPOCHAL_TASK_QUEUE: QUEUE, EPOCHAL_SLOTS: '1' };
  }

  /** Starts a worker in the foreground; what it says, and what it ends with. */
  function work(server = address): { process: ChildProcess; ended: Promise<[number, string]> } {
    const worker = spawn(process.execPath, [distFile('cli/main.js'), 'worker'], {
      cwd: folder.folder,
      env: { ...process.env, ...environment(server), EPOCHAL_LOG: 'ERROR' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    workers.push(worker);
    let said = '';
    worker.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = once(worker, 'close').then(([code]): [number, string] => [code as number, said]);
    return { process: worker, ended };
  }

  test('while its engine loads ends, with its trainer', async () => {
    const { process: command, ended } = work();
    await eventually(() => {
      const [worker] = childrenOf(command.pid!);
      return (worker !== undefined && childrenOf(worker).length > 0) || null;
    });
    command.kill('SIGTERM');
    command.kill('SIGTERM');
    expect(await ended).toEqual([0, DRAINED]);
    await eventually(() => processesIn(folder.folder).length === 0 || null);
  });

  test('while it waits for a server that does not answer, ends', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { process: command, ended } = work(`127.0.0.1:${port}`);
    const [socket] = await once(silent, 'connection');
    command.kill('SIGTERM');
    expect(await ended).toEqual([0, 'Draining: nothing is under way yet.\nDrained.\n']);
    socket.destroy();
    silent.close();
  });

  test('hands back an epoch that does not end in time, and another worker takes it at once', async () => {
    const first = work();
    expect((await folder.epochal('run', RELU, ...LONG_EPOCHS, '--detach')).code).toBe(0);
    await untilTaken(1);
    first.process.kill('SIGTERM');
    first.process.kill('SIGTERM');
    expect(await first.ended).toEqual([0, DRAINED]);
    const back = (await pendingEpoch())!;
    expect(back.attempt).toBe(2);
    // Said by the worker: Temporal's own notice of a lost one would be a timeout.
    expect(back.lastFailure?.timeoutFailureInfo ?? null).toBeNull();
    const second = work();
    await untilTaken(2);
    second.process.kill('SIGTERM');
    expect((await second.ended)[0]).toBe(0);
  });

  test('ends in time when the server is gone', async () => {
    const worker = work();
    await untilTaken(3);
    const { supervisor, server } = host.supervisor()!;
    process.kill(supervisor.pid, 'SIGKILL');
    process.kill(server!.process.pid, 'SIGKILL');
    worker.process.kill('SIGTERM');
    const [code, said] = await worker.ended;
    expect(said).toMatch(/^Draining: what is under way .*\nDrained\.\n$/s);
    expect(code).toBe(0);
  });

  /** The first trial's `train` that is under way or waits for a worker. */
  async function pendingEpoch(): Promise<PendingActivity | null> {
    await using connection = await connectTo({ address });
    const handle = connection.client.workflow.getHandle('relu/activation=relu,seed=0');
    const described = await handle.describe().catch(() => null);
    const pending = described?.raw.pendingActivities ?? [];
    return pending.find(({ activityType }) => activityType?.name === 'train') ?? null;
  }

  function untilTaken(attempt: number): Promise<boolean> {
    return eventually(async () => {
      const epoch = await pendingEpoch();
      return (epoch?.attempt === attempt && Number(epoch.state) === STARTED) || null;
    });
  }
});

/** Of Temporal's PendingActivityState: under way. */
const STARTED = 2;

type PendingActivity = NonNullable<
  WorkflowExecutionDescription['raw']['pendingActivities']
>[number];
