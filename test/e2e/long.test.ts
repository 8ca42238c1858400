import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectTo } from '../../cli/connection.ts';
import { trialRef } from '../../store/commits.ts';
import type { TrialRef } from '../../store/commits.ts';
import { openStore } from '../../store/open.ts';
import { readRun } from '../../store/runs.ts';
import { Workspace, eventually } from './workspace.ts';

/** What a trial's workflow goes through before it continues as new. */
const EPOCHS_PER_RUN = 200;
/** Temporal warns of a longer history. */
const LONG_HISTORY = 10_240;

/** A study of one batch an epoch: nearly all of its time is orchestration. */
function tiny(workspace: Workspace, study: string, epochs: number, trials: number): string {
  const spec = `epochal: 1
study: ${study}
data: { dataset: mnist, split: { train: 64, validation: 32 } }
model: { layers: [flatten, { dense: { units: 10 } }] }
training:
  epochs: ${epochs}
  batchSize: 64
  optimizer: { sgd: { learningRate: 0.1 } }
  loss: crossEntropy
seeds: { count: ${trials} }
`;
  const file = join(workspace.folder, `${study}.yaml`);
  writeFileSync(file, spec);
  return file;
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

describe('a trial of more epochs than one history holds', () => {
  const EPOCHS = 2 * EPOCHS_PER_RUN + 5;
  const undisturbed = new Workspace({ EPOCHAL_SLOTS: '1' });
  const disturbed = new Workspace({ EPOCHAL_SLOTS: '1' });
  afterAll(async () => {
    await undisturbed.remove();
    await disturbed.remove();
  });

  test('continues as new, with each epoch there exactly once', async () => {
    expect((await undisturbed.epochal('up')).code).toBe(0);
    const spec = tiny(undisturbed, 'long', EPOCHS, 1);
    expect((await undisturbed.epochal('run', spec)).code).toBe(0);

    const { results, provenance } = await undisturbed.results('long');
    expect(results.trials.map(({ status }) => status)).toEqual(['done']);
    expect(results.trials[0]!.epochs.map(({ epoch }) => epoch)).toEqual(upTo(EPOCHS));
    const trained = provenance.events.filter(({ step }) => step === 'train');
    expect(trained.map(({ epoch }) => epoch)).toEqual(upTo(EPOCHS));

    const runs = await eventually(async () => {
      const found = await runsOf('long/seed=0');
      return found.at(0)?.status === 'COMPLETED' ? found : null;
    });
    // 200 epochs, 200 epochs, 5 epochs.
    expect(runs.map(({ status }) => status)).toEqual([
      'COMPLETED',
      'CONTINUED_AS_NEW',
      'CONTINUED_AS_NEW',
    ]);
    for (const { historyLength } of runs) expect(historyLength).toBeLessThan(LONG_HISTORY);
  }, 300_000);

  test('ends with the same bytes when the worker is killed where it does', async () => {
    expect((await disturbed.epochal('up')).code).toBe(0);
    const spec = tiny(disturbed, 'long', EPOCHS, 1);
    expect((await disturbed.epochal('run', spec, '--detach')).code).toBe(0);
    // The last commit of the first run, the first one of the third.
    for (const epoch of [EPOCHS_PER_RUN, 2 * EPOCHS_PER_RUN + 1]) {
      await untilCommitted(epoch);
      process.kill(disturbed.supervisor()!.worker!.process.pid, 'SIGKILL');
    }
    expect((await disturbed.epochal('run', spec)).code).toBe(0);
    expect((await disturbed.results('long')).text).toBe((await undisturbed.results('long')).text);
  }, 300_000);

  /** A workflow's runs, the newest first. */
  async function runsOf(workflowId: string) {
    const { address } = undisturbed.supervisor()!;
    await using connection = await connectTo({ address });
    const query = `WorkflowId = '${workflowId}'`;
    const runs: { status: string; historyLength: number; startTime: Date }[] = [];
    for await (const { status, historyLength, startTime } of connection.client.workflow.list({
      query,
    })) {
      runs.push({ status: status.name, historyLength, startTime });
    }
    return runs.toSorted((a, b) => Number(b.startTime) - Number(a.startTime));
  }

  async function untilCommitted(epoch: number): Promise<void> {
    const store = await openStore(join(disturbed.folder, '.epochal/store'));
    const { run } = await eventually(async () => {
      const studies = await store.readRef<{ runs: string[] }>('studies/long');
      return studies && { run: studies.runs[0]! };
    });
    const { key } = await eventually(async () => (await readRun(store, run))?.trials[0]);
    await eventually(async () => {
      const newest = await store.readRef<TrialRef>(trialRef(key));
      return (newest?.epoch ?? 0) >= epoch || null;
    });
  }
});

describe('a study of many trials', () => {
  const TRIALS = 60;
  const SLOTS = 3;
  const workspace = new Workspace({ EPOCHAL_SLOTS: String(SLOTS) });
  afterAll(() => workspace.remove());

  test('keeps only as many open as it has slots, and finishes all of them', async () => {
    expect((await workspace.epochal('up')).code).toBe(0);
    const spec = tiny(workspace, 'many', 1, TRIALS);
    expect((await workspace.epochal('run', spec)).code).toBe(0);
    const { results } = await workspace.results('many');
    expect(results.trials.map(({ status }) => status)).toEqual(Array(TRIALS).fill('done'));

    const { address } = workspace.supervisor()!;
    await using connection = await connectTo({ address });
    const handle = connection.client.workflow.getHandle('many');
    const events = (await handle.fetchHistory()).events ?? [];
    let begun = 0;
    let ended = 0;
    let mostOpen = 0;
    for (const event of events) {
      if (event.startChildWorkflowExecutionInitiatedEventAttributes) begun += 1;
      if (event.childWorkflowExecutionCompletedEventAttributes) ended += 1;
      mostOpen = Math.max(mostOpen, begun - ended);
    }
    expect([begun, ended]).toEqual([TRIALS, TRIALS]);
    expect(mostOpen).toBe(SLOTS);
    // Every trial adds as many events: 500 of them fit in too.
    expect((events.length / TRIALS) * 500).toBeLessThan(LONG_HISTORY);
  });
});
