import { connect } from 'node:http2';
import type { Answer } from '../../environment/liveness.ts';
import { connectTo } from '../connection.ts';

const DEADLINE_MS = 2000;

/**
 * Asks a Temporal server whether it is at work; waits for its answer until the signal. On a
 * connection of its own, below gRPC: a channel's own back-off would look like the server's silence.
 */
export function askServer(address: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    const session = connect(`http://${address}`);
    const stop = (): void => session.destroy();
    signal.addEventListener('abort', stop, { once: true });
    session.once('remoteSettings', () => {
      resolve('answers');
      session.destroy();
    });
    session.on('error', () => undefined);
    session.once('close', () => {
      signal.removeEventListener('abort', stop);
      resolve('absent');
    });
  });
}

/** Whether a Temporal server at an address takes work already: it has its namespace, and says so soon. */
export async function answers(address: string): Promise<boolean> {
  try {
    await using connection = await connectTo({ address });
    const { client } = connection;
    await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      client.workflowService.describeNamespace({ namespace: 'default' }),
    );
    return true;
  } catch {
    return false;
  }
}
