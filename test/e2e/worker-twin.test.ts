import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { connectTo } from '../../cli/connection.ts';
import { distFile } from '../../environment/package.ts';
import { childrenOf, processesIn } from './processes.ts';
import { RELU, Workspace, eventually } from './workspace.ts';

/** One epoch of 12,500 steps: seconds, so that two workers are at it at the same time. */
const ONE_LONG_EPOCH = [
  ...['--set', 'training.epochs=1', '--set', 'training.batchSize=4'],
  ...['--set', 'training.optimizer.sgd.learningRate=0.01'],
  ...['--set', 'matrix.activation=[relu, linear]'],
];
/** Of Temporal's PendingActivityState: under way. */
const STARTED = 2;

describe('a worker that was presumed dead, and returns in the middle of the epoch', () => {
  const host = new Workspace({ EPOCHAL_SLOTS: '0' });
  const undisturbed = new Workspace();
  let shared: Workspace;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    expect((await host.epochal('up')).code).toBe(0);
    environment = {
      TEMPORAL_ADDRESS: host.supervisor()!.address,
      EPOCHAL_TASK_QUEUE: 'twins',
      EPOCHAL_SLOTS: '1',
    };
    shared = new Workspace(environment);
  });
  afterAll(async () => {
    for (const pid of processesIn(shared.folder)) process.kill(pid, 'SIGTERM');
    await eventually(() => processesIn(shared.folder).length === 0 || null);
    await Promise.all([shared.remove(), undisturbed.remove(), host.remove()]);
  });

  test('does no harm: the epoch is there once, with the same bytes', async () => {
    const first = await worker();
    const run = shared.epochal('run', RELU, ...ONE_LONG_EPOCH);
    await untilTaken(1);
    process.kill(first, 'SIGSTOP');
    await worker();
    await untilTaken(2);
    process.kill(first, 'SIGCONT');
    expect((await run).code).toBe(0);

    expect((await undisturbed.epochal('run', RELU, ...ONE_LONG_EPOCH)).code).toBe(0);
    const { text, results } = await shared.results('relu');
    expect(text).toBe((await undisturbed.results('relu')).text);
    expect(results.trials.map(({ epochs }) => epochs.length)).toEqual([1, 1]);
  });

  /** Starts a worker; its process id. */
  async function worker(): Promise<number> {
    const command = spawn(process.execPath, [distFile('cli/main.js'), 'worker'], {
      cwd: shared.folder,
      env: { ...process.env, ...environment, EPOCHAL_LOG: 'INFO' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    command.stderr.on('data', () => undefined);
    await once(command.stderr, 'data'); // it has started
    return eventually(() => childrenOf(command.pid!)[0]);
  }

  /** Waits until an attempt at the first trial's epoch is under way. */
  function untilTaken(attempt: number): Promise<boolean> {
    return eventually(async () => {
      await using connection = await connectTo({ address: host.supervisor()!.address });
      const handle = connection.client.workflow.getHandle('relu/activation=relu,seed=0');
      const described: WorkflowExecutionDescription | null = await handle
        .describe()
        .catch(() => null);
      const pending = described?.raw.pendingActivities ?? [];
      const epoch = pending.find(({ activityType }) => activityType?.name === 'train');
      return (epoch?.attempt === attempt && Number(epoch.state) === STARTED) || null;
    });
  }
});
