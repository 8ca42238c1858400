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

test('a worker’s identity says its arithmetic', () => {
  const identity = placeIdentity('7@host', 4, FINGERPRINT);
  expect(identity).toBe('7@host 4 slots 01dfa4e7b82c');
  expect(hasArithmetic(identity, FINGERPRINT)).toBe(true);
  expect(hasArithmetic(identity, '0'.repeat(64))).toBe(false);
});

test('the slots of all workers are counted that have polled in the last minute', async () => {
  const there = placeIdentity('7@host', 4, FINGERPRINT);
  const other = placeIdentity('8@host', 12, '0'.repeat(64));
  const gone = placeIdentity('6@host', 2, FINGERPRINT);
  const server = serverWith({ [there]: 1000, [other]: 950, [gone]: 900, '9@stranger': 1000 });
  expect(await slotsOf(server, 'default', 'q-train')).toBe(16);
});
