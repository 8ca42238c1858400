import { readFileSync } from 'node:fs';
import { Connection, Client } from '@temporalio/client';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { RELU, Workspace, eventually } from './workspace.ts';

describe('a worker at work', () => {
  const workspace = new Workspace({ EPOCHAL_SLOTS: '1' });
  let connection: Connection;
  let client: Client;
  // Wide enough for epochs of several seconds: the first heartbeat comes after one.
  const wide =
    '[flatten, { dense: { units: 2048 } }, { activation: relu }, { dense: { units: 10 } }]';
  const epochs = [
    ...['training.epochs=3', `model.layers=${wide}`, 'matrix={}', 'hypotheses=[]', 'seeds=[0]'],
  ].flatMap((value) => ['--set', value]);

  beforeAll(async () => {
    expect((await workspace.epochal('up')).code).toBe(0);
    expect((await workspace.epochal('run', RELU, ...epochs, '--detach')).code).toBe(0);
    connection = await Connection.connect({ address: workspace.supervisor()!.address });
    client = new Client({ connection });
    await eventually(async () => (await trainUnderWay()) && pids().trainer);
  });
  afterAll(async () => {
    try {
      await connection.close();
    } finally {
      await workspace.remove();
    }
  });

  function pids(): { worker: number; trainer: number | undefined } {
    const worker = workspace.supervisor()!.worker!.process.pid;
    const children = readFileSync(`/proc/${worker}/task/${worker}/children`, 'utf8').trim();
    return { worker, trainer: children === '' ? undefined : Number(children.split(' ')[0]) };
  }

  /** The first trial's pending `train`, once it has a heartbeat. */
  async function trainUnderWay(): Promise<PendingActivity | null> {
    const handle = client.workflow.getHandle('relu/seed=0');
    const described = await handle.describe().catch(() => null);
    const pending = described?.raw.pendingActivities ?? [];
    return pending.find((a) => a.activityType?.name === 'train' && a.lastHeartbeatTime) ?? null;
  }

  test('never loads TensorFlow.js or its addon; its trainers do', () => {
    const { worker, trainer } = pids();
    expect(readFileSync(`/proc/${trainer}/maps`, 'utf8')).toMatch(/tfjs|tensorflow/);
    expect(readFileSync(`/proc/${worker}/maps`, 'utf8')).not.toMatch(/tfjs|tensorflow/);
  });

  test('says under Pending Activities which epoch and batch it computes, and its loss', async () => {
    const details = await eventually(async () => {
      const data = (await trainUnderWay())?.heartbeatDetails?.payloads?.[0]?.data;
      const said = data ? (JSON.parse(new TextDecoder().decode(data)) as { batch?: string }) : {};
      return said.batch === undefined ? null : said;
    });
    expect(details).toEqual({
      trial: 'the model · seed 0',
      epoch: expect.stringMatching(/^[123] of 3$/),
      batch: expect.stringMatching(/^\d+ of 391$/),
      loss: expect.any(Number),
    });
  });

  test('heartbeats while its trainer hangs, until the watchdog ends that one', async () => {
    const { trainer } = pids();
    process.kill(trainer!, 'SIGSTOP');
    const seen = new Set<string>();
    // Each heartbeat is a second after the one before: three in a row outlast the timeout of 3 s.
    await eventually(async () => {
      const heartbeat = (await trainUnderWay())?.lastHeartbeatTime;
      if (heartbeat) seen.add(String(heartbeat.seconds));
      return seen.size >= 5 || null;
    });
    expect(isStopped(trainer!)).toBe(true);
    // The watchdog ends it, another takes over, and the study goes on to its end.
    const results = await eventually(async () => {
      const { results: now } = await workspace.results('relu');
      return now.status === 'done' ? now : null;
    });
    expect(isStopped(trainer!)).toBe(false);
    for (const trial of results.trials) {
      expect(trial.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    }
  });
});

type PendingActivity = NonNullable<
  WorkflowExecutionDescription['raw']['pendingActivities']
>[number];

function isStopped(pid: number): boolean {
  try {
    return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
