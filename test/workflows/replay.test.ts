import { readFileSync, readdirSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { distFile } from '../../environment/package.ts';

// Studies that are open when a worker is upgraded are replayed on its workflows: every release's
// histories have to be. `node scripts/record-histories.mjs` records this version's.
const FOLDER = join(__dirname, '../histories');
const HISTORIES = readdirSync(FOLDER).flatMap((version) =>
  readdirSync(join(FOLDER, version)).map((name) => ({ version, name })),
);
const BUNDLE = distFile('workflows/bundle.js');

beforeAll(() => {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR' } },
  });
});

interface History {
  readonly events: readonly {
    readonly startChildWorkflowExecutionInitiatedEventAttributes?: { readonly workflowId: string };
  }[];
}

function historyOf({ version, name }: (typeof HISTORIES)[number]): History {
  return JSON.parse(gunzipSync(readFileSync(join(FOLDER, version, name))).toString()) as History;
}

function replay(recorded: (typeof HISTORIES)[number], codePath: string): Promise<void> {
  // A study's children are called after it: its id is the recorded one, the scenario's name.
  const [, scenario] = /^\w+-(\w+)\./.exec(recorded.name)!;
  return Worker.runReplayHistory({ workflowBundle: { codePath } }, historyOf(recorded), scenario);
}

test('every way of a study and of a trial is recorded', () => {
  const names = HISTORIES.map(({ name }) => name.replace('.json.gz', ''));
  expect(names.sort()).toEqual([
    'study-cancelled',
    'study-failed',
    'study-finished',
    'study-paused',
    'study-repaired',
    'study-retried',
    'study-stepped',
    'trial-cancelled',
    'trial-continued',
    'trial-crossed',
    'trial-failed',
    'trial-finished',
    'trial-paused',
    'trial-repaired',
    'trial-retried',
    'trial-stepped',
  ]);
});

test.each(HISTORIES)('$version $name goes on with these workflows', async (history) => {
  await replay(history, BUNDLE);
});

test('a study that finds one trial incomplete goes through that one only', () => {
  const repaired = HISTORIES.find(({ name }) => name.startsWith('study-repaired'))!;
  const children = historyOf(repaired).events.flatMap(
    ({ startChildWorkflowExecutionInitiatedEventAttributes: child }) => child?.workflowId ?? [],
  );
  const [relu, linear] = ['relu', 'linear'].map((name) =>
    expect.stringContaining(`activation=${name},`),
  );
  expect(children).toEqual([relu, linear, relu]);
});

describe('workflows that were changed incompatibly', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'epochal-bundle-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ['study-finished', '.compare({', '.compared({'],
    ['trial-finished', '.validate({', '.measure({'],
    ['trial-repaired', '.download({', '.split({'],
  ])('fail to replay %s when %s becomes %s', async (name, before, after) => {
    const code = readFileSync(BUNDLE, 'utf8');
    expect(code).toContain(before);
    const changed = join(folder, 'bundle.js');
    writeFileSync(changed, code.replaceAll(before, after));
    const history = HISTORIES.find((known) => known.name.startsWith(name))!;
    await expect(replay(history, changed)).rejects.toThrow(DeterminismViolationError);
  });
});
