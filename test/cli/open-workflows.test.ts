import { WorkflowNotFoundError } from '@temporalio/client';
import type { WorkflowClient } from '@temporalio/client';
import { openWorkflows } from '../../cli/open-workflows.ts';

/** A server whose list has not caught up yet with how these workflows are: a real one does not wait for a test. */
function laggingServer(
  statusOf: Readonly<Record<string, string>>,
  unlisted: Readonly<Record<string, string>>,
): WorkflowClient {
  return {
    async *list() {
      for (const workflowId of Object.keys(statusOf)) yield { workflowId, runId: '' };
    },
    getHandle: (workflowId: string) => ({
      describe: async () => {
        const name = statusOf[workflowId] ?? unlisted[workflowId];
        if (name === undefined) throw new WorkflowNotFoundError('not found', workflowId, undefined);
        return { workflowId, status: { name } };
      },
    }),
  } as unknown as WorkflowClient;
}

test('a workflow that the list still has, but that has ended, is not open', async () => {
  const server = laggingServer({ ended: 'COMPLETED', going: 'RUNNING', stopped: 'CANCELLED' }, {});
  const open = await openWorkflows(server, "WorkflowType = 'study'", []);
  expect(open.map(({ workflowId }) => workflowId)).toEqual(['going']);
});

test('a workflow that was started, but that the list does not have yet, is open', async () => {
  const server = laggingServer({ listed: 'RUNNING' }, { started: 'RUNNING', ended: 'COMPLETED' });
  const started = ['started', 'ended', 'listed', 'of a server that is gone'];
  const open = await openWorkflows(server, "WorkflowType = 'study'", started);
  expect(open.map(({ workflowId }) => workflowId)).toEqual(['started', 'listed']);
});
