import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../../environment/lock.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'epochal-lock-'));
  path = join(folder, 'thing.lock');
});

afterEach(() => rm(folder, { recursive: true }));

function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

async function leaveLock(holder: Record<string, unknown>): Promise<void> {
  await writeFile(path, JSON.stringify({ id: 'theirs', startTime: null, ...holder }));
}

test('the second waits until the first is done, and knows for whom it waits', async () => {
  const order: string[] = [];
  const first = gate();
  const entered = gate();
  const waiting = gate();
  const one = withLock(path, async () => {
    entered.open();
    await first.opened;
    order.push('first');
  });
  await entered.opened;
  const two = withLock(path, async () => void order.push('second'), {
    onWait: (holder) => {
      expect(holder).toEqual({ pid: process.pid, host: hostname() });
      waiting.open();
    },
  });
  await waiting.opened;
  first.open();
  await Promise.all([one, two]);
  expect(order).toEqual(['first', 'second']);
});

test('of many at once only one is ever inside', async () => {
  let inside = 0;
  const work = async (): Promise<void> => {
    expect(++inside).toBe(1);
    await new Promise(setImmediate);
    inside--;
  };
  await Promise.all(Array.from({ length: 20 }, () => withLock(path, work)));
  expect(await readdir(folder)).toEqual([]);
});

test('a lock is released when the work fails', async () => {
  await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock(path, async () => 'in')).toBe('in');
});

test('the lock of a process that is gone is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await leaveLock({ pid, host: hostname() });
  expect(await withLock(path, async () => 'in')).toBe('in');
  expect(await readdir(folder)).toEqual([]);
});

test('many that find the same dead lock still go in one by one', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await leaveLock({ pid, host: hostname() });
  let inside = 0;
  const work = async (): Promise<void> => {
    expect(++inside).toBe(1);
    await new Promise(setImmediate);
    inside--;
  };
  await Promise.all(Array.from({ length: 10 }, () => withLock(path, work)));
});

const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux("another process that was given a dead holder's pid does not keep the lock", async () => {
  await leaveLock({ pid: process.pid, host: hostname(), startTime: '1' });
  expect(await withLock(path, async () => 'in')).toBe('in');
});

test("another machine's lock is honoured while it is refreshed, and taken over after", async () => {
  await leaveLock({ pid: 1, host: 'another-machine' });
  const abort = new AbortController();
  const waiting = withLock(path, async () => 'in', {
    signal: abort.signal,
    onWait: () => abort.abort(new Error('waits')),
  });
  await expect(waiting).rejects.toThrow();
  const minuteAgo = new Date(Date.now() - 61_000);
  await utimes(path, minuteAgo, minuteAgo);
  expect(await withLock(path, async () => 'in')).toBe('in');
});
