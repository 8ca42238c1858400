import type { NativeConnection } from '@temporalio/worker';

/** A worker polls for a minute at most, then again: one that is silent for longer is gone. */
const POLL_S = 70;
/** `TASK_QUEUE_TYPE_ACTIVITY` of Temporal's API. */
const ACTIVITY_QUEUE = 2;

/**
 * The identities of the workers that poll a task queue for activities, as far as the server knows.
 * By the server's own clock: this machine's may be wrong.
 */
export async function pollersOf(
  { workflowService }: NativeConnection,
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
