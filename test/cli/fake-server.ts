import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { Http2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** Of gRPC's status codes. */
export const UNAVAILABLE = 14;
const UNIMPLEMENTED = 12;

/** A server that takes connections as Temporal's does, and nothing after that works. */
export interface FakeServer {
  readonly address: string;
  /** Waits until a method was called. */
  readonly asked: (method: string) => Promise<void>;
  readonly close: () => void;
}

/**
 * Starts one: no real server fails, or falls silent, on command.
 *
 * @param status the gRPC status of every answer; null for none
 */
export async function fakeServer(status: number | null): Promise<FakeServer> {
  const asked = new Set<string>();
  const sessions = new Set<Http2Session>();
  const server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, { ':path': path = '' }) => {
    const method = path.slice(path.lastIndexOf('/') + 1);
    asked.add(method);
    // So an old server answers, which is good enough for a client to connect.
    const code = method === 'GetSystemInfo' ? UNIMPLEMENTED : status;
    if (code === null) return;
    const headers = { 'content-type': 'application/grpc', 'grpc-status': code };
    stream.respond({ ':status': 200, ...headers }, { endStream: true });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async asked(method) {
      while (!asked.has(method)) await once(server, 'stream');
    },
    close() {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}
