import { connectTo } from '../connection.ts';
import { openWorkflows } from '../open-workflows.ts';

/**
 * How many studies are open on a task queue; null when the server does not answer.
 *
 * @param started the studies that are known to have been started there
 */
export async function openStudies(
  address: string,
  taskQueue: string,
  started: readonly string[],
): Promise<number | null> {
  try {
    await using connection = await connectTo({ address });
    const query = `WorkflowType = 'study' AND TaskQueue = '${taskQueue}'`;
    return (await openWorkflows(connection.client.workflow, query, started)).length;
  } catch {
    return null;
  }
}
