import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { connectTo } from '../../cli/connection.ts';

/** Of gRPC's status codes. */
const UNIMPLEMENTED = 12;
const UNAVAILABLE = 14;

/** What Temporal's client makes of a call on a closed connection. */
const CLOSED = { name: 'ServiceError', cause: { code: 1, details: 'Channel has been shut down' } };

describe('a connection that is closed', () => {
  // No real server is unavailable on command: this one takes connections, and then nothing works.
  const asked: string[] = [];
  let server: Http2Server;
  beforeAll(async () => {
    server = createServer();
    server.on('stream', (stream, { ':path': path = '' }) => {
      asked.push(path.slice(path.lastIndexOf('/') + 1));
      const status = path.endsWith('/GetSystemInfo') ? UNIMPLEMENTED : UNAVAILABLE;
      const headers = { 'content-type': 'application/grpc', 'grpc-status': status };
      stream.respond({ ':status': 200, ...headers }, { endStream: true });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => server.close());

  test('ends what is under way, also what is to be tried again', async () => {
    const connection = await connectTo({
      address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
    const study = connection.client.workflow.getHandle('relu');
    const look = study.describe();
    const ended = expect(look).rejects.toMatchObject(CLOSED);
    while (!asked.includes('DescribeWorkflowExecution')) await once(server, 'stream');
    await connection[Symbol.asyncDispose]();
    await ended;
    await expect(study.describe()).rejects.toMatchObject(CLOSED);
  });
});
