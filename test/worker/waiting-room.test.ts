import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { waitingRoom } from '../../worker/waiting-room.ts';

/** A server that answers with what it got, in capitals. */
async function shout(port = 0): Promise<{ server: Server; port: number; end: () => void }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (bytes) => socket.write(String(bytes).toUpperCase()));
    socket.on('error', () => undefined);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const end = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { server, port: (server.address() as AddressInfo).port, end };
}

function visit(address: string): Socket {
  const [host, port] = address.split(':');
  return connect(Number(port), host);
}

test('a connection reaches the server', async () => {
  const there = await shout();
  const way = (await waitingRoom(`127.0.0.1:${there.port}`))!;
  const visitor = visit(way.address);
  visitor.write('hello');
  expect(String((await once(visitor, 'data'))[0])).toBe('HELLO');
  visitor.destroy();
  way.close();
  there.end();
});

test('ends with the server’s, and one that comes meanwhile waits until the server is back', async () => {
  const before = await shout();
  const way = (await waitingRoom(`127.0.0.1:${before.port}`))!;
  const early = visit(way.address);
  early.write('hello');
  await once(early, 'data');
  const closed = once(early, 'close');
  before.end();
  await closed;

  const late = visit(way.address);
  await once(late, 'connect');
  late.write('are you there');
  const answered = once(late, 'data');
  const after = await shout(before.port);
  expect(String((await answered)[0])).toBe('ARE YOU THERE');
  late.destroy();
  way.close();
  after.end();
});

test('there is none to a server that is away: who connects is to be told', async () => {
  const gone = await shout();
  gone.end();
  await once(gone.server, 'close');
  expect(await waitingRoom(`127.0.0.1:${gone.port}`)).toBeNull();
});
