import { connectTo } from '../connection.ts';

/** How many studies are open on a task queue; null when the server does not answer. */
export async function openStudies(address: string, taskQueue: string): Promise<number | null> {
  try {
    await using connection = await connectTo({ address });
    const { count } = await connection.client.workflow.count(
      `WorkflowType = 'study' AND ExecutionStatus = 'Running' AND TaskQueue = '${taskQueue}'`,
    );
    return count;
  } catch {
    return null;
  }
}
