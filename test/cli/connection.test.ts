import { endsInTime } from '../../cli/call-interceptors.ts';
import { connectTo } from '../../cli/connection.ts';
import { UNAVAILABLE, fakeServer } from './fake-server.ts';

/** What Temporal's client makes of a call on a closed connection. */
const CLOSED = { name: 'ServiceError', cause: { code: 1, details: 'Channel has been shut down' } };

const NOW = Date.UTC(2026, 0, 1);

test('what is tried again, or begun, on a closed connection ends as cancelled', async () => {
  const server = await fakeServer(UNAVAILABLE);
  const connection = await connectTo({ address: server.address });
  const study = connection.client.workflow.getHandle('relu');
  const ended = expect(study.describe()).rejects.toMatchObject(CLOSED);
  await server.asked('DescribeWorkflowExecution');
  await connection[Symbol.asyncDispose]();
  await ended;
  await expect(study.describe()).rejects.toMatchObject(CLOSED);
  server.close();
});

test.each([
  ['DescribeWorkflowExecution', {}, 30_000],
  ['DescribeWorkflowExecution', { deadline: 5 }, 5 - NOW],
  ['GetWorkflowExecutionHistory', {}, Infinity],
])('the deadline of a call to %s with %j', (method, options, expectedMs) => {
  jest.useFakeTimers({ now: NOW });
  const definition = { path: `/temporal.api.workflowservice.v1.WorkflowService/${method}` };
  let deadline: unknown;
  const call = { ...options, method_definition: definition } as Parameters<typeof endsInTime>[0];
  endsInTime(call, (passed) => {
    ({ deadline } = passed);
    return null as never;
  });
  expect(deadline).toBe(NOW + expectedMs);
  jest.useRealTimers();
});
