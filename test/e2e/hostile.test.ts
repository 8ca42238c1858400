import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { hostileInputs } from '../../bench/hostile/inputs.ts';
import { UNSPOILT } from '../../bench/hostile/unspoilt.ts';
import { RELU, Workspace, eventually, small } from './workspace.ts';

/** What anybody can start a study with, who talks to the server. */
interface Started {
  readonly what: string;
  readonly args: readonly unknown[];
  readonly workflowId?: string;
  /** The workflow's type, `study` if not said. */
  readonly type?: string;
}

/** JSON text that goes as it is: what would take a client's stack to write. */
class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const GOOD = UNSPOILT.replace('study: hostile', 'study: never');
const FROM_TABLE = [
  '1e9 epochs',
  'a batch that fills 15 GB',
  'weights that fill 1.6 TB',
  'a trial whose name has 6 kB',
  'the study "../../etc/passwd"',
  'the study "a\\u0000b"',
  'the study "nnnnnnnnnnnn… (10000)"',
  '"__proto__" as a field of the spec',
  'UTF-16, little-endian',
  'a lone surrogate beside a mistake',
  'mistakes amid emoji',
  'a billion laughs',
  'null',
  'nothing',
  'a number',
  'an empty list',
  'an object with __proto__',
  'an object with lone surrogates',
  'a name of 250 kB above 10,000 mistakes',
  'overrides: 100,000 levels',
  'a file full of open lists',
  'a file full of aliases',
  '10,000 unknown steps, each nearly one of 100',
];

const STARTED: readonly Started[] = [
  ...hostileInputs()
    .filter(({ name }) => FROM_TABLE.includes(name))
    .map(({ name, spec, overrides }) => ({
      what: name,
      args: overrides === undefined ? [spec] : [spec, { overrides }],
    })),
  {
    what: 'lists in lists, a million deep',
    args: [new RawJson('['.repeat(1e6) + ']'.repeat(1e6))],
  },
  { what: 'options that are a number', args: [GOOD, 5] },
  { what: 'options with overrides that are no list', args: [GOOD, { overrides: 'study=x' }] },
  {
    what: 'options of a million levels',
    args: [GOOD, new RawJson('['.repeat(1e6) + ']'.repeat(1e6))],
  },
  { what: 'options that are null', args: ['x', null] },
  { what: 'a file’s name of 10 kB', args: ['x', { file: `\0${'f'.repeat(10_000)}` }] },
  { what: 'no study, but nothing', args: [], type: 'trial' },
  { what: 'no study, but `null`', args: [null], type: 'trial' },
  { what: 'a workflow’s id of 900 characters', args: [GOOD], workflowId: 'w'.repeat(900) },
];

describe('a worker that is sent what nobody should send', () => {
  const workspace = new Workspace();
  let connection: Connection;
  let client: Client;
  let before: number;

  beforeAll(async () => {
    expect((await workspace.epochal('up')).code).toBe(0);
    connection = await Connection.connect({ address: workspace.supervisor()!.address });
    client = new Client({ connection, dataConverter: { payloadConverterPath: __filename } });
    // It is started once the server answers.
    before = await eventually(() => workspace.supervisor()?.worker?.process.pid);
  });
  afterAll(async () => {
    try {
      await connection.close();
    } finally {
      await workspace.remove();
    }
  });

  test('has all of the table that it is to be sent', () => {
    expect(STARTED.length).toBe(FROM_TABLE.length + 9);
  });

  test.each(STARTED)(
    'fails the workflow that gets $what, and says why',
    async ({ args, ...more }) => {
      const handle = await client.workflow.start(more.type ?? 'study', {
        taskQueue: 'epochal',
        workflowId:
          more.workflowId ?? `hostile-${STARTED.findIndex(({ what }) => what === more.what)}`,
        args: [...args],
      });
      const failure = await failureOf(handle);
      expect(failure.type).toBe('SPEC_INVALID');
      expect(failure.message).toMatch(/[a-z]+ [a-z]+ [a-z]+/i);
      expect(failure.message.length).toBeLessThan(60_000);
      const { events } = await handle.fetchHistory();
      const failed = events?.filter((event) => event.workflowTaskFailedEventAttributes);
      expect(failed).toEqual([]);
    },
  );

  test('is the same process afterwards, and runs a good study', async () => {
    const ran = await workspace.epochal('run', RELU, ...small(1), '--set', 'seeds=[7]');
    expect(ran).toMatchObject({ code: 0 });
    expect(workspace.supervisor()!.worker!.process.pid).toBe(before);
  });

  test('has written nothing but its store’s and the good study’s', () => {
    const list = (path: string): string[] => readdirSync(join(workspace.folder, path)).sort();
    expect(list('.')).toEqual(['.epochal', 'reports']);
    expect(list('reports')).toEqual(['relu']);
    expect(list('.epochal/store/refs/studies')).toEqual(['relu']);
    expect(existsSync(join(workspace.folder, '../etc'))).toBe(false);
  });
});

async function failureOf(handle: WorkflowHandle): Promise<{ type: string; message: string }> {
  const error: unknown = await handle.result().then(
    () => new Error('it ran'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowFailedError)) throw error;
  return error.cause as unknown as { type: string; message: string };
}

// The client loads its converter from this file.
export const payloadConverter = {
  toPayload(value: unknown): Payload {
    if (!(value instanceof RawJson)) return defaultPayloadConverter.toPayload(value);
    const metadata = { encoding: new TextEncoder().encode('json/plain') };
    return { metadata, data: new TextEncoder().encode(value.text) };
  },
  fromPayload: (payload: Payload): unknown => defaultPayloadConverter.fromPayload(payload),
};
