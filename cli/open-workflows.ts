import type { WorkflowClient, WorkflowExecutionDescription } from '@temporalio/client';

/**
 * The open workflows that a query of Temporal's list finds.
 *
 * The list lags behind: a workflow may be in it for a while after its end. So each is asked itself.
 */
export async function openWorkflows(
  client: WorkflowClient,
  query: string,
): Promise<readonly WorkflowExecutionDescription[]> {
  const open: WorkflowExecutionDescription[] = [];
  const listed = client.list({ query: `(${query}) AND ExecutionStatus = 'Running'` });
  for await (const { workflowId, runId } of listed) {
    const described = await client.getHandle(workflowId, runId).describe();
    if (described.status.name === 'RUNNING') open.push(described);
  }
  return open;
}
