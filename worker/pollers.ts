import type { NativeConnection } from '@temporalio/worker';

/** A worker polls for a minute at most, then again: one that is silent for longer is gone. */
const POLL_MS = 70_000;
/** `TASK_QUEUE_TYPE_ACTIVITY` of Temporal's API. */
const ACTIVITY_QUEUE = 2;

/** Whether a worker polls a task queue for activities, as far as the server knows. */
export async function isPolled(
  { workflowService }: NativeConnection,
  namespace: string,
  queue: string,
): Promise<boolean> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: queue },
    taskQueueType: ACTIVITY_QUEUE,
  });
  const since = Date.now() - POLL_MS;
  return pollers.some(({ lastAccessTime }) => Number(lastAccessTime?.seconds) * 1000 > since);
}
