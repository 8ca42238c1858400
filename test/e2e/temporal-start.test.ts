import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { findTemporal } from '../../cli/setup/temporal.ts';
import { Workspace, eventually } from './workspace.ts';

const SPEC = `
epochal: 1
study: by-hand
data: { dataset: mnist, split: { train: 1000, validation: 200 } }
model: { layers: [flatten, dense: { units: 10 }] }
training: { epochs: 1, batchSize: 128, optimizer: { sgd: { learningRate: 0.15 } } }
`;

describe('`temporal workflow start`, as its users use it', () => {
  const workspace = new Workspace();
  let temporal: string;
  let address: string;

  beforeAll(async () => {
    temporal = (await findTemporal())!.path;
    const up = await workspace.epochal('up');
    expect(up.code).toBe(0);
    address = workspace.supervisor()!.address;
    writeFileSync(join(workspace.folder, 'spec.yaml'), SPEC);
  });
  afterAll(() => workspace.remove());

  async function run(id: string, ...input: string[]): Promise<void> {
    const started = await workflow(
      'start',
      '--type',
      'study',
      '--task-queue',
      'epochal',
      '-w',
      id,
      ...input,
    );
    expect(started.stderr).toBe('');
    expect(started.code).toBe(0);
  }

  function workflow(command: string, ...args: string[]): ReturnType<Workspace['exec']> {
    return workspace.exec(temporal, ['workflow', command, '--address', address, ...args]);
  }

  test('takes the YAML file as it is', async () => {
    await run('bytes', '--input-file', 'spec.yaml', '--input-meta', 'encoding=binary/plain');
    const ended = await workflow('result', '-w', 'bytes', '-o', 'json');
    expect(ended.code).toBe(0);
    const { results } = await workspace.results('by-hand');
    expect(results.status).toBe('done');
    expect(results.trials[0]!.epochs).toHaveLength(1);
  });

  test('takes the YAML as a JSON string, and computes nothing twice', async () => {
    const before = await workspace.results('by-hand');
    await run('string', '--input', JSON.stringify(SPEC));
    expect((await workflow('result', '-w', 'string')).code).toBe(0);
    const after = await workspace.results('by-hand');
    expect(after.results).toEqual(before.results);
    // Only that it was started again.
    const added = after.provenance.events.length - before.provenance.events.length;
    const starts = after.provenance.events.filter(({ step }) => step === 'resolve');
    expect([added, starts.length]).toEqual([1, 2]);
  });

  test('takes the spec as an object', async () => {
    const before = await workspace.results('by-hand');
    await run('object', '--input', JSON.stringify(parse(SPEC)));
    expect((await workflow('result', '-w', 'object')).code).toBe(0);
    expect((await workspace.results('by-hand')).text).toBe(before.text);
  });

  test('shows each step by its name, with a readable summary', async () => {
    const shown = await workflow('show', '-w', 'bytes', '-o', 'json');
    const child = await workflow('show', '-w', 'bytes/seed=0', '-o', 'json');
    const steps = [...summaries(shown.stdout), ...summaries(child.stdout)];
    expect(steps).toEqual([
      'resolve: reads bytes',
      'download: fetches mnist',
      'compare: puts the variants side by side',
      'plot: draws the curves',
      'report: writes the report',
      'conclude: the run is done',
      'split: 1000 to train on, 200 to validate on · seed 0',
      'place: which arithmetic · the model · seed 0',
      'train: epoch 1 of 1 · the model · seed 0',
      'validate: epoch 1 of 1 · the model · seed 0',
      'checkpoint: epoch 1 of 1 · the model · seed 0',
      'test: best epoch 1 · the model · seed 0',
      'audit: looks at what is stored · the model · seed 0',
    ]);
  });

  test('answers `progress` and `plan` as JSON that people can read', async () => {
    const ask = async (type: string): Promise<unknown> => {
      const asked = await workflow('query', '-w', 'bytes', '--type', type, '-o', 'json');
      return JSON.parse(asked.stdout).queryResult[0];
    };
    const { results } = await workspace.results('by-hand');
    const [{ epochs, test: tested }] = results.trials as [(typeof results.trials)[0]];
    const { train, validation } = epochs[0]!;
    const { predictions: _inTheStore, ...metrics } = tested!;
    expect(await ask('progress')).toEqual({
      run: results.run,
      status: 'done',
      trials: [
        {
          ...{ variant: {}, seed: 0, status: 'done', epoch: 1, epochs: 1, curve: '▄' },
          ...{ metrics: { train, validation }, test: metrics, waiting: null, repairs: 0 },
        },
      ],
    });
    expect(await ask('plan')).toMatchObject({ study: 'by-hand', run: results.run });
  });

  /** Ids of the workflows that a query finds, once it finds some: what is shown comes a little later. */
  function found(query: string): Promise<string[]> {
    return eventually(async () => {
      const { stdout } = await workflow('list', '--query', query, '-o', 'json');
      const list = JSON.parse(stdout || '[]') as { execution: { workflowId: string } }[];
      return list.length > 0 && list.map(({ execution }) => execution.workflowId).sort();
    });
  }

  test('has studies and trials found by their search attributes', async () => {
    const study = `EpochalStudy = 'by-hand'`;
    expect(await found(`${study} AND WorkflowId STARTS_WITH 'bytes'`)).toEqual([
      'bytes',
      'bytes/seed=0',
    ]);
    const { results } = await workspace.results('by-hand');
    const best = results.trials[0]!.best!.metrics['validation.accuracy']!;
    const trial = `EpochalVariant = 'the model' AND EpochalSeed = 0`;
    expect(await found(`${study} AND ${trial} AND EpochalMetric = ${best}`)).toContain(
      'bytes/seed=0',
    );
  });

  test('does without search attributes that the namespace has not registered', async () => {
    const names = ['EpochalMetric', 'EpochalVariant'].flatMap((name) => ['--name', name]);
    const operator = ['operator', 'search-attribute', 'remove', ...names, '--yes'];
    const removed = await workspace.exec(temporal, [...operator, '--address', address]);
    expect(removed.code).toBe(0);
    await run('without', '--input', JSON.stringify(SPEC));
    expect((await workflow('result', '-w', 'without')).code).toBe(0);
    expect(await found(`EpochalSeed = 0 AND WorkflowId STARTS_WITH 'without'`)).toEqual([
      'without/seed=0',
    ]);
  });

  test('ends a bad spec at once, with every diagnostic', async () => {
    writeFileSync(join(workspace.folder, 'bad.yaml'), SPEC.replace('epochs: 1', 'epochz: 1'));
    await run('bad', '--input-file', 'bad.yaml', '--input-meta', 'encoding=binary/plain');
    const ended = await workflow('result', '-w', 'bad');
    expect(ended.code).not.toBe(0);
    const shown = await workflow('show', '-w', 'bad', '-o', 'json');
    expect(shown.stdout).toContain('SPEC_INVALID');
    expect(shown.stdout).toContain('epochz');
    expect(shown.stdout).toContain('Did you mean');
    expect(shown.stdout).toContain('WORKFLOW_EXECUTION_FAILED');
  });

  test('runs on a server with the flags that were measured', () => {
    const { pid } = workspace.supervisor()!.server!.process;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    expect(command).toEqual(
      expect.arrayContaining([
        'history.transferProcessorMaxPollRPS=2000',
        'matching.numTaskqueueReadPartitions=1',
        'matching.numTaskqueueWritePartitions=1',
        'journal_mode=wal',
        'synchronous=normal',
      ]),
    );
  });
});

interface HistoryEvent {
  readonly activityTaskScheduledEventAttributes?: {
    readonly activityType: { readonly name: string };
  };
  readonly userMetadata?: { readonly summary: { readonly data: string } };
}

/** `name: summary` of each scheduled activity of a history. */
function summaries(history: string): string[] {
  const { events } = JSON.parse(history) as { events: HistoryEvent[] };
  return events.flatMap(({ activityTaskScheduledEventAttributes: scheduled, userMetadata }) => {
    if (scheduled === undefined) return [];
    const data = Buffer.from(userMetadata?.summary.data ?? '', 'base64').toString();
    return [`${scheduled.activityType.name}: ${String(JSON.parse(data || '""'))}`];
  });
}
