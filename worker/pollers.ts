import { hostname } from 'node:os';
import type { ConnectionLike } from '@temporalio/client';

/** A worker polls for a minute at most, then again: one that is silent for longer is gone. */
const POLL_S = 70;
/** `TASK_QUEUE_TYPE_ACTIVITY` of Temporal's API. */
const ACTIVITY_QUEUE = 2;

/** What a worker that answers `place` tells of itself in its identity. */
export interface WorkerPlace {
  /** Its identity elsewhere; the process's number, where it has none of its own. */
  readonly worker?: string | undefined;
  /** Its number among the workers of its host. */
  readonly number: number;
  readonly slots: number;
  readonly fingerprint: string;
}

/** What such a worker calls itself, so that others see its arithmetic and its slots. */
export function placeIdentity({ worker, number, slots, fingerprint }: WorkerPlace): string {
  const place = `${worker ?? process.pid}@${hostname()}#${number}`;
  return `${place} ${slots} slots ${fingerprint.slice(0, 12)}`;
}

/** Whether a worker that polls a `place` queue has the arithmetic of a fingerprint. */
export function hasArithmetic(identity: string, fingerprint: string): boolean {
  return identity.endsWith(` ${fingerprint.slice(0, 12)}`);
}

/**
 * The identities of the workers that poll a task queue for activities, newest poll first, as far as
 * the server knows. By the server's own clock: this machine's may be wrong.
 */
export async function pollersOf(
  { workflowService }: Pick<ConnectionLike, 'workflowService'>,
  namespace: string,
  queue: string,
): Promise<string[]> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: queue },
    taskQueueType: ACTIVITY_QUEUE,
  });
  const seen = pollers
    .map(({ identity, lastAccessTime }) => ({
      identity: identity ?? '',
      atS: Number(lastAccessTime?.seconds ?? 0),
    }))
    .sort((a, b) => b.atS - a.atS);
  // Whoever asks is one of them: the newest poll is less than a minute old.
  return seen.filter(({ atS }) => seen[0]!.atS - atS < POLL_S).map(({ identity }) => identity);
}

/**
 * How many slots the workers have that poll a `place` queue.
 *
 * Of those with the same number on one host only the newest counts: the numbers of live workers
 * differ, and one that was killed has left its own to whoever was started in its stead. One that was
 * killed and not replaced counts until its last poll is too old. Each user of a host has numbers of his
 * own: the workers of two users on one host are taken for one.
 */
export async function slotsOf(
  connection: Pick<ConnectionLike, 'workflowService'>,
  namespace: string,
  queue: string,
): Promise<number> {
  const slots = new Map<string, number>();
  for (const identity of await pollersOf(connection, namespace, queue)) {
    const [, place, count] = /@([^@]+#\d+) (\d+) slots [0-9a-f]+$/.exec(identity) ?? [];
    if (place !== undefined && !slots.has(place)) slots.set(place, Number(count));
  }
  return [...slots.values()].reduce((sum, count) => sum + count, 0);
}
