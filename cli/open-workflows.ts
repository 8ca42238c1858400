import type { WorkflowClient, WorkflowExecutionDescription } from '@temporalio/client';

/**
 * The open workflows that a query of Temporal's list finds, and those that were started.
 *
 * The list lags behind: a workflow may not be in it for a while after its start, and may be after its
 * end. So each is asked itself.
 *
 * @param started ids of workflows that the query is meant to find
 */
export async function openWorkflows(
  client: WorkflowClient,
  query: string,
  started: readonly string[],
): Promise<readonly WorkflowExecutionDescription[]> {
  const ids = new Set(started);
  const listed = client.list({ query: `(${query}) AND ExecutionStatus = 'Running'` });
  for await (const { workflowId } of listed) ids.add(workflowId);
  const open: WorkflowExecutionDescription[] = [];
  for (const id of ids) {
    const described = await describe(client, id);
    if (described?.status.name === 'RUNNING') open.push(described);
  }
  return open;
}

/** Null where the server does not know it. */
async function describe(
  client: WorkflowClient,
  id: string,
): Promise<WorkflowExecutionDescription | null> {
  try {
    return await client.getHandle(id).describe();
  } catch (error) {
    if ((error as Error).name === 'WorkflowNotFoundError') return null;
    throw error;
  }
}
