import { hostname } from 'node:os';
import type { ConnectionLike } from '@temporalio/client';
import { hasArithmetic, placeIdentity, slotsOf } from '../../worker/pollers.ts';

const FINGERPRINT = '01dfa4e7b82c'.padEnd(64, '0');

/** A server that knows of these workers, each with the second of its newest poll. */
function serverWith(pollers: Readonly<Record<string, number>>) {
  const describeTaskQueue = async () => ({
    pollers: Object.entries(pollers).map(([identity, seconds]) => ({
      identity,
      lastAccessTime: { seconds },
    })),
  });
  return { workflowService: { describeTaskQueue } } as unknown as ConnectionLike;
}

/** The identity of a worker with so many slots. */
const at = (place: string, slots: number): string => `${place} ${slots} slots 01dfa4e7b82c`;

test('a worker’s identity says its number on its host, its slots and its arithmetic', () => {
  const own = { number: 2, slots: 4, fingerprint: FINGERPRINT };
  const identity = placeIdentity(own);
  expect(identity).toBe(`${process.pid}@${hostname()}#2 4 slots 01dfa4e7b82c`);
  expect(placeIdentity({ ...own, worker: 'acme' })).toBe(
    `acme@${hostname()}#2 4 slots 01dfa4e7b82c`,
  );
  expect(hasArithmetic(identity, FINGERPRINT)).toBe(true);
  expect(hasArithmetic(identity, '0'.repeat(64))).toBe(false);
});

describe('the slots of workers', () => {
  test('count when they have polled in the last minute', async () => {
    const own = placeIdentity({ number: 1, slots: 4, fingerprint: FINGERPRINT });
    const other = placeIdentity({ number: 2, slots: 12, fingerprint: '0'.repeat(64) });
    const gone = placeIdentity({ number: 3, slots: 2, fingerprint: FINGERPRINT });
    const server = serverWith({ [own]: 1000, [other]: 950, [gone]: 900, '9@stranger': 1000 });
    expect(await slotsOf(server, 'default', 'q-train')).toBe(16);
  });

  test('of one that was killed are those of the worker in its place', async () => {
    const [killed, replaced] = [at('6@host#1', 4), at('7@host#1', 2)];
    const server = serverWith({ [killed]: 980, [replaced]: 990 });
    expect(await slotsOf(server, 'default', 'q-train')).toBe(2);
  });

  test('are added up where several live on one host, or on several', async () => {
    const workers = [at('6@one#1', 1), at('7@one#2', 2), at('6@two#1', 4)];
    const server = serverWith(Object.fromEntries(workers.map((who, i) => [who, 1000 - i])));
    expect(await slotsOf(server, 'default', 'q-train')).toBe(7);
  });

  test('are none where nobody polls', async () => {
    expect(await slotsOf(serverWith({}), 'default', 'q-train')).toBe(0);
  });
});
