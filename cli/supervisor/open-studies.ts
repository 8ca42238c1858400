import { connectTo } from '../connection.ts';
import { openWorkflows } from '../open-workflows.ts';

/** How many studies are open on a task queue; null when the server does not answer. */
export async function openStudies(address: string, taskQueue: string): Promise<number | null> {
  try {
    await using connection = await connectTo({ address });
    const query = `WorkflowType = 'study' AND TaskQueue = '${taskQueue}'`;
    return (await openWorkflows(connection.client.workflow, query)).length;
  } catch {
    return null;
  }
}
