import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openExistingStore, openStore } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import { sha256 } from '../../study/digest.ts';
import { temporaryStore } from './temporary-store.ts';

let folder: string;
let store: Store;

temporaryStore((opened, at) => {
  store = opened;
  folder = at;
});

const KEY = sha256('a key');
// https://www.di-mgt.com.au/sha_testvectors.html: SHA-256 of "abc".
const ABC = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const ABC_FILE = 'artifacts/ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

/** Replaces the file's bytes by what `change` makes of them. */
async function damage(name: string, change: (bytes: Buffer) => Uint8Array): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, change(await readFile(path)));
}

function recordFile(key: string): string {
  return `records/${key.slice(7, 9)}/${key.slice(9)}`;
}

async function inQuarantine(): Promise<string[]> {
  const entries = await readdir(join(folder, 'quarantine'), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe('a store', () => {
  test('keeps its id; another store has another', async () => {
    expect((await openStore(folder)).id).toBe(store.id);
    expect((await openExistingStore(folder))!.id).toBe(store.id);
    expect((await openStore(join(folder, 'another'))).id).not.toBe(store.id);
  });

  test('has one id, however many open it first at once', async () => {
    const place = join(folder, 'new');
    const stores = await Promise.all(Array.from({ length: 10 }, () => openStore(place)));
    expect(new Set(stores.map(({ id }) => id)).size).toBe(1);
  });

  test.each(['', '{', 'null', '{}', '{"id":1}'])(
    'whose identity became %j is out of reach, with what to do',
    async (content) => {
      await writeFile(join(folder, 'store.json'), content);
      for (const open of [openStore, openExistingStore]) {
        await expect(open(folder)).rejects.toMatchObject({
          code: 'STORE_UNAVAILABLE',
          message: expect.stringContaining('Put back the file, or remove it') as string,
        });
      }
    },
  );

  test('is not made by looking for it', async () => {
    const place = join(folder, 'not', 'there');
    expect(await openExistingStore(place)).toBeNull();
    await expect(readdir(join(folder, 'not'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('artifacts', () => {
  test('are kept under their sha256', async () => {
    expect(await store.writeArtifact(text('abc'))).toBe(ABC);
    expect(await readFile(join(folder, ABC_FILE), 'utf8')).toBe('abc');
    expect([...(await store.readArtifact(ABC))]).toEqual([...text('abc')]);
  });

  test('may be written again: they are the same', async () => {
    await store.writeArtifact(text('abc'));
    expect(await store.writeArtifact(text('abc'))).toBe(ABC);
  });

  test('are adopted from files', async () => {
    const staged = await store.stagingFile();
    await writeFile(staged, 'abc');
    await store.adoptFile(staged, ABC);
    expect([...(await store.readArtifact(ABC))]).toEqual([...text('abc')]);
    const file = await store.artifactFile(ABC);
    expect(file.digest).toBe(ABC);
    expect(await readFile(file.path, 'utf8')).toBe('abc');
  });

  test('that are not there are missing, by their digest', async () => {
    for (const work of [() => store.readArtifact(ABC), () => store.artifactFile(ABC)]) {
      await expect(work()).rejects.toMatchObject({
        code: 'ARTIFACT_MISSING',
        details: { digest: ABC },
      });
    }
  });

  test.each([
    ['one flipped bit', (bytes: Buffer) => bytes.map((b, i) => (i === 1 ? b ^ 1 : b))],
    ['a lost end', (bytes: Buffer) => bytes.subarray(0, 2)],
    ['nothing left', () => new Uint8Array()],
    ['more at its end', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('d')])],
  ])('with %s are missing and go to quarantine; then they can be written anew', async (_, how) => {
    await store.writeArtifact(text('abc'));
    await damage(ABC_FILE, how);
    const damaged = await readFile(join(folder, ABC_FILE));
    await expect(store.readArtifact(ABC)).rejects.toMatchObject({
      code: 'ARTIFACT_MISSING',
      details: { digest: ABC },
    });
    const [kept, ...others] = await inQuarantine();
    expect(others).toEqual([]);
    const place = join(folder, 'quarantine', dirname(ABC_FILE), kept!);
    expect((await readFile(place)).equals(damaged)).toBe(true);

    await expect(store.artifactFile(ABC)).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
    await store.writeArtifact(text('abc'));
    expect([...(await store.readArtifact(ABC))]).toEqual([...text('abc')]);
  });

  test('that a reader found damaged are moved away by it', async () => {
    await store.writeArtifact(text('abc'));
    await store.quarantineArtifact(ABC);
    await expect(store.artifactFile(ABC)).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
    expect(await inQuarantine()).toHaveLength(1);
  });

  test('of JSON are the same whatever the order of members', async () => {
    const digest = await store.writeJson({ b: [1, 2.5, null], a: 'x' });
    // RFC 8785: members sorted, no white space.
    expect(digest).toBe(sha256('{"a":"x","b":[1,2.5,null]}'));
    expect(await store.writeJson({ a: 'x', b: [1, 2.5, null] })).toBe(digest);
    expect(await store.readJson(digest)).toEqual({ a: 'x', b: [1, 2.5, null] });
  });

  test.each([
    '',
    'sha256:',
    `sha256:${'a'.repeat(63)}`,
    `sha256:${'A'.repeat(64)}`,
    '../../store.json',
  ])('are never looked for under %j, which is no digest', async (digest) => {
    await expect(store.readArtifact(digest)).rejects.toThrow(`not a digest: ${digest}`);
  });
});

describe('records', () => {
  test('are found by everybody under their key', async () => {
    expect(await store.readRecord(KEY)).toBeNull();
    expect(await store.writeRecord(KEY, 'train', { loss: 0.25 })).toEqual({ loss: 0.25 });
    expect(await (await openStore(folder)).readRecord(KEY)).toEqual({ loss: 0.25 });
    expect(await store.readRecord(sha256('another'))).toBeNull();
  });

  test('may be written again with the same result, in any order of members', async () => {
    await store.writeRecord(KEY, 'train', { loss: 0.25, accuracy: 0.5 });
    expect(await store.writeRecord(KEY, 'train', { accuracy: 0.5, loss: 0.25 })).toEqual({
      loss: 0.25,
      accuracy: 0.5,
    });
  });

  test('never change: another result for the same key is refused, with both', async () => {
    await store.writeRecord(KEY, 'train', { loss: 0.25 });
    const second = store.writeRecord(KEY, 'train', { loss: 0.75 });
    await expect(second).rejects.toMatchObject({
      code: 'NONDETERMINISTIC_STEP',
      details: { key: KEY, step: 'train', known: { loss: 0.25 }, result: { loss: 0.75 } },
      message: expect.stringContaining('first {"loss":0.25}, now {"loss":0.75}') as string,
    });
    expect(await store.readRecord(KEY)).toEqual({ loss: 0.25 });
  });

  test('of many writers at once with one result, all succeed', async () => {
    const stores = await Promise.all(Array.from({ length: 10 }, () => openStore(folder)));
    const results = await Promise.all(stores.map((s) => s.writeRecord(KEY, 'test', { loss: 1 })));
    expect(results).toEqual(Array.from({ length: 10 }, () => ({ loss: 1 })));
  });

  test('of two writers at once with two results, one succeeds', async () => {
    const outcomes = await Promise.allSettled(
      [1, 2].map((loss) => store.writeRecord(KEY, 'test', { loss })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: 'NONDETERMINISTIC_STEP' });
  });

  test('may hold null, a number or a list', async () => {
    for (const [i, result] of [null, 0, -0.5, 'text', [1, [2]], {}].entries()) {
      const key = sha256(`key ${i}`);
      await store.writeRecord(key, 'test', result);
      expect(await store.readRecord(key)).toEqual(result);
    }
  });

  test.each([
    ['a changed number', (bytes: Buffer) => Buffer.from(bytes.toString().replace('0.25', '0.26'))],
    ['a lost end', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5)],
    ['nothing left', () => new Uint8Array()],
    ['zeros', (bytes: Buffer) => new Uint8Array(bytes.length)],
    ['other JSON', () => Buffer.from('null')],
    ['no body', () => Buffer.from('{"sha256":"sha256:00"}')],
  ])('with %s count as none, go to quarantine, and are written anew', async (_, how) => {
    await store.writeRecord(KEY, 'train', { loss: 0.25 });
    await damage(recordFile(KEY), how);
    expect(await store.readRecord(KEY)).toBeNull();
    expect(await inQuarantine()).toHaveLength(1);
    expect(await store.writeRecord(KEY, 'train', { loss: 0.25 })).toEqual({ loss: 0.25 });
    expect(await store.readRecord(KEY)).toEqual({ loss: 0.25 });
  });

  test("any byte changed is noticed, or changes nothing of the result's meaning", async () => {
    await store.writeRecord(KEY, 'train', { loss: 0.25 });
    const path = join(folder, recordFile(KEY));
    const whole = await readFile(path);
    for (let i = 0; i < whole.length; i++) {
      const changed = Uint8Array.from(whole);
      changed[i]! ^= 1;
      await writeFile(path, changed);
      expect(await store.readRecord(KEY)).toBeNull();
    }
  });

  test('that are damaged when their writer comes again are replaced', async () => {
    await store.writeRecord(KEY, 'train', { loss: 0.25 });
    await damage(recordFile(KEY), () => new Uint8Array());
    expect(await store.writeRecord(KEY, 'train', { loss: 0.25 })).toEqual({ loss: 0.25 });
    expect(await inQuarantine()).toHaveLength(1);
  });

  test("under another's key count as none: a copied file proves nothing", async () => {
    await store.writeRecord(KEY, 'train', { loss: 0.25 });
    const other = sha256('another key');
    const path = join(folder, recordFile(other));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await readFile(join(folder, recordFile(KEY))));
    expect(await store.readRecord(other)).toBeNull();
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [undefined]])(
    'never hold %p, which JSON would lose',
    async (value) => {
      await expect(store.writeRecord(KEY, 'train', { value })).rejects.toThrow(/canonical JSON/);
      expect(await store.readRecord(KEY)).toBeNull();
    },
  );
});

describe('refs', () => {
  test('of a folder are listed once each, without their versions', async () => {
    for (const name of ['studies/relu', 'studies/relu', 'studies/a', 'runs/relu@12345678']) {
      await store.updateRef(name, () => ({ runs: [] }));
    }
    expect(await store.listRefs('studies')).toEqual(['studies/a', 'studies/relu']);
    expect(await store.listRefs('runs')).toEqual(['runs/relu@12345678']);
    expect(await store.listRefs('trials')).toEqual([]);
  });
});

describe('logs', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
  afterEach(() => jest.useRealTimers());

  test('are read in the order of their events, each once', async () => {
    expect(await store.readLog('runs/a')).toEqual([]);
    for (const time of ['2026-01-01T10:00:00Z', '2026-01-01T09:00:00Z', '2026-01-01T10:00:00.5Z']) {
      jest.setSystemTime(new Date(time));
      await store.appendLog('runs/a', { time });
    }
    await store.appendLog('runs/ab', { time: 'of another log' });
    expect(await store.readLog('runs/a')).toEqual([
      { time: '2026-01-01T09:00:00Z' },
      { time: '2026-01-01T10:00:00Z' },
      { time: '2026-01-01T10:00:00.5Z' },
    ]);
  });
});
