import { connectTo } from '../connection.ts';
import { openWorkflows } from '../open-workflows.ts';

const DEADLINE_MS = 5000;

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
    const { client } = connection;
    const query = `WorkflowType = 'study' AND TaskQueue = '${taskQueue}'`;
    const open = await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      openWorkflows(client.workflow, query, started),
    );
    return open.length;
  } catch {
    return null;
  }
}
