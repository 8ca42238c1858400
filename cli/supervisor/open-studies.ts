import { taskQueue } from '../../environment/settings.ts';
import { connectTo } from '../connection.ts';
import { openWorkflows } from '../open-workflows.ts';
import { startedStudies } from './started-studies.ts';

const DEADLINE_MS = 5000;

/**
 * How many studies are open on a server, on this folder's task queue or started from it; null when the
 * server does not answer.
 */
export async function openStudies(address: string): Promise<number | null> {
  try {
    await using connection = await connectTo({ address });
    const { client } = connection;
    const query = `WorkflowType = 'study' AND TaskQueue = '${taskQueue()}'`;
    const open = await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      openWorkflows(client.workflow, query, startedStudies()),
    );
    return open.length;
  } catch {
    return null;
  }
}
