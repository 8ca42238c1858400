import type { ConnectionLike } from '@temporalio/client';

/** A worker polls for a minute at most, then again: one that is silent for longer is gone. */
const POLL_S = 70;
/** `TASK_QUEUE_TYPE_ACTIVITY` of Temporal's API. */
const ACTIVITY_QUEUE = 2;

/**
 * The identities of the workers that poll a task queue for activities, as far as the server knows.
 * By the server's own clock: this machine's may be wrong.
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
  const seen = pollers.map(({ identity, lastAccessTime }) => ({
    identity: identity ?? '',
    atS: Number(lastAccessTime?.seconds ?? 0),
  }));
  // Whoever asks is one of them: the newest poll is less than a minute old.
  const newest = Math.max(...seen.map(({ atS }) => atS));
  return seen.filter(({ atS }) => newest - atS < POLL_S).map(({ identity }) => identity);
}

/** What a worker that answers `place` calls itself: so that others see its arithmetic and its slots. */
export function placeIdentity(worker: string, slots: number, fingerprint: string): string {
  return `${worker} ${slots} slots ${fingerprint.slice(0, 12)}`;
}

/** Whether a worker that polls a `place` queue has the arithmetic of a fingerprint. */
export function hasArithmetic(identity: string, fingerprint: string): boolean {
  return identity.endsWith(` ${fingerprint.slice(0, 12)}`);
}

/** How many slots the workers have that poll a `place` queue. */
export async function slotsOf(
  connection: Pick<ConnectionLike, 'workflowService'>,
  namespace: string,
  queue: string,
): Promise<number> {
  const identities = await pollersOf(connection, namespace, queue);
  return identities
    .map((identity) => Number(/ (\d+) slots [0-9a-f]+$/.exec(identity)?.[1] ?? 0))
    .reduce((sum, slots) => sum + slots, 0);
}
