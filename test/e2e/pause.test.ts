import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { findTemporal } from '../../cli/setup/temporal.ts';
import type { StudyProgress, TrialProgress } from '../../workflows/messages.ts';
import { RELU, Workspace, eventually, small } from './workspace.ts';

/** Pausing lets an epoch end that is under way: two trials, each one epoch further at most. */
describe('a study that is paused', () => {
  const workspace = new Workspace({ EPOCHAL_SLOTS: '2' });
  let connection: Connection;
  let client: Client;
  let temporal: string;

  beforeAll(async () => {
    temporal = (await findTemporal())!.path;
    expect((await workspace.epochal('up')).code).toBe(0);
    connection = await Connection.connect({ address: workspace.supervisor()!.address });
    client = new Client({ connection });
  });
  afterAll(async () => {
    await connection.close();
    await workspace.remove();
  });

  async function start(study: string, ...set: string[]): Promise<WorkflowHandle> {
    const spec = [RELU, ...small(1000), '--set', `study=${study}`, ...set];
    expect((await workspace.epochal('run', ...spec, '--detach')).code).toBe(0);
    return client.workflow.getHandle(study);
  }

  const signal = async (study: string, name: string): Promise<void> => {
    const { address } = workspace.supervisor()!;
    const sent = await workspace.exec(temporal, [
      ...['workflow', 'signal', '--address', address, '-w', study, '--name', name],
    ]);
    expect(sent.code).toBe(0);
  };

  const progress = (handle: WorkflowHandle): Promise<StudyProgress> => handle.query('progress');

  /** Where the study's trials stand; their own word, since the study hears of them at their end. */
  function trials(study: string): Promise<TrialProgress[]> {
    return Promise.all(
      ['linear', 'relu'].map((activation) =>
        client.workflow.getHandle(`${study}/activation=${activation},seed=0`).query('progress'),
      ),
    ) as Promise<TrialProgress[]>;
  }

  const bothAre = (status: string, study: string): Promise<TrialProgress[]> =>
    eventually(async () => {
      const now = await trials(study).catch(() => []);
      return now.length === 2 && now.every((trial) => trial.status === status) ? now : null;
    });

  test('stands still after the epochs under way, says so, and goes on to the same end', async () => {
    const handle = await start('halted');
    await eventually(async () => {
      const now = await trials('halted').catch(() => []);
      return now.length === 2 && now.every(({ epoch }) => epoch >= 2) ? now : null;
    });
    await signal('halted', 'pause');
    const paused = await bothAre('paused', 'halted');
    const epochs = paused.map(({ epoch }) => epoch);

    const status = await workspace.epochal('status');
    expect(status.stdout).toMatch(/halted +halted@\w+ +paused/);
    expect(status.stdout).toContain('halted: it is paused, until `epochal resume`');
    // Nothing is under way: no step is pending, in the study or in its trials.
    for (const id of ['halted', 'halted/activation=relu,seed=0']) {
      const { raw } = await client.workflow.getHandle(id).describe();
      expect(raw.pendingActivities ?? []).toEqual([]);
    }
    expect((await trials('halted')).map(({ epoch }) => epoch)).toEqual(epochs);

    expect((await workspace.epochal('resume', 'halted')).stdout).toBe('halted goes on.\n');
    await eventually(async () =>
      (await trials('halted')).every(({ epoch }, i) => epoch > epochs[i]!),
    );
    const { results } = await workspace.results('halted');
    for (const { epochs: rows } of results.trials) {
      expect(rows.map(({ epoch }) => epoch)).toEqual(rows.map((_, i) => i + 1));
    }
    expect((await progress(handle)).status).toBe('running');
    await workspace.epochal('stop', 'halted');
  });

  test('is stopped like any other', async () => {
    const handle = await start('halted-and-stopped');
    await signal('halted-and-stopped', 'pause');
    await eventually(async () => (await progress(handle)).status === 'paused');
    expect((await workspace.epochal('stop', 'halted-and-stopped')).code).toBe(0);
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    expect((await workspace.results('halted-and-stopped')).results.status).toBe('stopped');
  });

  test('starts no trial when it is paused before the first', async () => {
    const handle = await client.workflow.signalWithStart('study', {
      workflowId: 'paused-at-once',
      taskQueue: 'epochal',
      args: [
        {
          epochal: 1,
          study: 'paused-at-once',
          data: { dataset: 'mnist', split: { train: 500, validation: 100 } },
          model: { layers: ['flatten', { dense: { units: 10 } }] },
          training: { epochs: 1, batchSize: 128, optimizer: { sgd: { learningRate: 0.1 } } },
        },
      ],
      signal: 'pause',
    });
    const paused = await eventually(async () => {
      const now = await progress(handle);
      return now.trials.length > 0 && now;
    });
    expect(paused.status).toBe('paused');
    expect(paused.trials.map(({ status }) => status)).toEqual(['pending']);
    await signal('paused-at-once', 'resume');
    await handle.result();
    expect((await progress(handle)).status).toBe('done');
  });

  test('a study that has ended can’t be paused, and the command says so', async () => {
    const paused = await workspace.epochal('pause', 'paused-at-once');
    expect(paused.code).toBe(3);
    expect(paused.stderr).toContain('No study "paused-at-once" is running.');
  });
});
