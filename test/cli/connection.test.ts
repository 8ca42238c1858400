import { connectTo } from '../../cli/connection.ts';
import { UNAVAILABLE, fakeServer } from './fake-server.ts';

/** What Temporal's client makes of a call on a closed connection. */
const CLOSED = { name: 'ServiceError', cause: { code: 1, details: 'Channel has been shut down' } };

test('a connection that is closed ends what is under way, also what is to be tried again', async () => {
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
