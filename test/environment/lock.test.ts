import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { claim, claimNumber, withLock } from '../../environment/lock.ts';
import { distFile } from '../../environment/package.ts';

let path: string;

beforeEach(() => {
  path = `/anywhere/${randomUUID()}.lock`;
});

function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

test('the second waits until the first is done, and is told so', async () => {
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
  const two = withLock(path, async () => void order.push('second'), { onWait: waiting.open });
  await waiting.opened;
  first.open();
  await Promise.all([one, two]);
  expect(order).toEqual(['first', 'second']);
});

test('of many at once only one is ever inside, and all get in', async () => {
  let inside = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    expect(++inside).toBe(1);
    await new Promise(setImmediate);
    inside--;
    done++;
  };
  await Promise.all(Array.from({ length: 20 }, () => withLock(path, work)));
  expect(done).toBe(20);
});

test('a lock is released when the work fails', async () => {
  await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock(path, async () => 'in')).toBe('in');
});

test('locks of other paths are other locks', async () => {
  const inside = await withLock(path, () => withLock(`${path}2`, async () => 'both'));
  expect(inside).toBe('both');
});

test('who waits can be called off', async () => {
  const first = gate();
  const one = withLock(path, () => first.opened);
  const abort = new AbortController();
  const two = withLock(path, async () => 'in', {
    signal: abort.signal,
    onWait: () => abort.abort(new Error('no more')),
  });
  await expect(two).rejects.toThrow('no more');
  first.open();
  await one;
});

test('kill -9 of the holder lets the next one in, many times over', async () => {
  for (let round = 0; round < 5; round++) {
    const holder = spawn(
      process.execPath,
      [
        '-e',
        `require(${JSON.stringify(distFile('environment/lock.js'))})
          .withLock(${JSON.stringify(path)}, () => new Promise(() => {
            console.log('inside');
            setInterval(() => {}, 1000);
          }))`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(holder.stdout, 'data');
    const waiting = gate();
    let inside = 0;
    const next = Array.from({ length: 5 }, () =>
      withLock(
        path,
        async () => {
          expect(++inside).toBe(1);
          await new Promise(setImmediate);
          inside--;
        },
        { onWait: waiting.open },
      ),
    );
    await waiting.opened;
    holder.kill('SIGKILL');
    await Promise.all(next);
  }
});

test('a claimed name is refused until it is given back', async () => {
  const release = await claim(path);
  expect(await claim(path)).toBeNull();
  release!();
  const again = await claim(path);
  expect(again).not.toBeNull();
  again!();
});

test('those who live have different numbers, and who is started in the place of one gets its own', async () => {
  const first = await claimNumber(path);
  const second = await claimNumber(path);
  expect([first.number, second.number]).toEqual([1, 2]);
  first.release();
  const again = await claimNumber(path);
  expect(again.number).toBe(1);
  again.release();
  second.release();
});
