import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { awaitPort } from '../environment/awaited-port.ts';

const RETRY_MS = 100;

/** A local way to a server. */
export interface WaitingRoom {
  /** `127.0.0.1:port`, to connect to in the server's stead. */
  readonly address: string;
  close(): void;
}

/**
 * Opens a way to a server on which a connection is accepted at once and waits, while the server is
 * away, until it is back.
 *
 * Temporal's Core polls a server that refuses connections less and less often, down to once in 10 s,
 * and that can't be set. A poll that waits here goes on as soon as the server returns.
 *
 * @returns null when the server is away now: then it is for whoever connects to say so
 */
export async function waitingRoom(address: string): Promise<WaitingRoom | null> {
  const { hostname, port } = new URL(`tcp://${address}`);
  const knock = (): Promise<Socket | null> => open(hostname.replace(/^\[|\]$/g, ''), Number(port));
  const first = await knock();
  if (first === null) return null;
  first.destroy();
  // No other server is to be started there while ours is away: this worker would serve it.
  if (isLocal(hostname)) await awaitPort(Number(port));
  const server = createServer((visitor) => void attend(visitor, knock));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const { port: own } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${own}`, close: () => server.close() };
}

function isLocal(hostname: string): boolean {
  return /^(127\.|localhost$|\[::1\]$)/.test(hostname);
}

async function attend(visitor: Socket, knock: () => Promise<Socket | null>): Promise<void> {
  visitor.on('error', () => visitor.destroy());
  visitor.setNoDelay(true);
  let server = await knock();
  while (server === null && !visitor.destroyed) {
    await delay(RETRY_MS);
    server = await knock();
  }
  if (server === null) return;
  const end = (): void => {
    visitor.destroy();
    server.destroy();
  };
  server.on('error', end).on('close', end);
  visitor.on('close', end);
  if (visitor.destroyed) end();
  visitor.pipe(server).pipe(visitor);
}

function open(host: string, port: number): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', () => resolve(null));
  });
}
