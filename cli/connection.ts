import type { Client, Connection } from '@temporalio/client';
import { serverUnreachable } from '../environment/server-unreachable.ts';
import { EpochalError } from '../study/errors.ts';
import { cancelsWhenClosed, endsInTime } from './call-interceptors.ts';

/** A client and the connection it uses. */
export interface Connected extends AsyncDisposable {
  readonly client: Client;
  readonly address: string;
  readonly namespace: string;
}

const CONNECT_TIMEOUT_MS = 5000;

/**
 * Connects to a Temporal server: the one at `address`, else the one that the environment or a
 * `temporal.toml` profile points to.
 *
 * @throws EpochalError SERVER_UNREACHABLE; USAGE for a `temporal.toml` that can't be used.
 */
export async function connectTo(target: { readonly address?: string }): Promise<Connected> {
  // Heavy: loaded by commands that talk to a server only.
  const { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } =
    await import('@temporalio/client');
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  const given =
    target.address === undefined
      ? fromProfile(() => loadClientConnectConfig())
      : { connectionOptions: { address: target.address }, namespace: 'default' };
  const address = given.connectionOptions.address ?? '127.0.0.1:7233';
  const namespace = given.namespace ?? 'default';
  let connection: Connection | null = null;
  try {
    connection = Connection.lazy({
      ...(given.connectionOptions as { address: string }),
      address,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // Temporal's own in the middle: all its attempts together, and each.
      interceptors: [
        endsInTime,
        makeGrpcRetryInterceptor(defaultGrpcRetryOptions()),
        cancelsWhenClosed,
      ],
    });
    await connection.ensureConnected();
  } catch (error) {
    // It would go on trying.
    await connection?.close();
    throw serverUnreachable(address, error);
  }
  return {
    client: new Client({ connection, namespace }),
    address,
    namespace,
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

/** Whether the user points to a server of their own: an address, or a profile that has one. */
export async function pointsToServer(): Promise<boolean> {
  if (process.env['TEMPORAL_ADDRESS']) return true;
  const { loadClientConfigProfile } = await import('@temporalio/envconfig');
  return Boolean(fromProfile(() => loadClientConfigProfile()).address);
}

/** What Temporal's own settings say; a `temporal.toml` that can't be used is the user's to mend. */
function fromProfile<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    const reason = (error as Error).message.trim();
    throw new EpochalError(
      'USAGE',
      `Temporal's settings can't be used: ${reason}\n` +
        'Correct the temporal.toml, TEMPORAL_CONFIG_FILE or TEMPORAL_PROFILE, or unset the last two.',
      {},
      { cause: error },
    );
  }
}
