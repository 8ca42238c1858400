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

function replay({ version, name }: (typeof HISTORIES)[number], codePath: string): Promise<void> {
  const history: unknown = JSON.parse(
    gunzipSync(readFileSync(join(FOLDER, version, name))).toString(),
  );
  // A study's children are called after it: its id is the recorded one, the scenario's name.
  const [, scenario] = /^\w+-(\w+)\./.exec(name)!;
  return Worker.runReplayHistory({ workflowBundle: { codePath } }, history, scenario);
}

test('every way of a study and of a trial is recorded', () => {
  const names = HISTORIES.map(({ name }) => name.replace('.json.gz', ''));
  expect(names.sort()).toEqual([
    'study-cancelled',
    'study-failed',
    'study-finished',
    'study-retried',
    'trial-cancelled',
    'trial-continued',
    'trial-crossed',
    'trial-failed',
    'trial-finished',
    'trial-repaired',
    'trial-retried',
  ]);
});

test.each(HISTORIES)('$version $name goes on with these workflows', async (history) => {
  await replay(history, BUNDLE);
});

describe('workflows that were changed incompatibly', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'epochal-bundle-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ['study-finished', '.compare(input)', '.compared(input)'],
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
