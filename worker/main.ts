import { setTimeout as delay } from 'node:timers/promises';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  TransportError,
  Worker,
} from '@temporalio/worker';
import { answerLiveness } from '../environment/liveness.ts';
import { distFile } from '../environment/package.ts';
import { serverUnreachable } from '../environment/server-unreachable.ts';
import { EpochalError } from '../study/errors.ts';
import { workerConfig } from './config.ts';
import { DRAIN_SIGNALS, Draining } from './draining.ts';
import { EpochalPlugin } from './plugin.ts';
import { waitingRoom } from './waiting-room.ts';

const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

/** What is under way gets so long to finish; then it is handed back. */
const GRACE_S = 10;
/** Where not even that gets through, the server notices by itself. */
const FORCE_S = 13;
const STORE_RETRY_MS = 1000;

/** A worker process: everything from the environment, until SIGTERM or SIGINT drains it. */
async function main(): Promise<void> {
  answerLiveness();
  // The log may lie on a disk that is full.
  process.stderr.on('error', () => undefined);
  // Whoever started this worker in a terminal is gone: it drains too.
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.on('SIGHUP', () => undefined); // of its terminal, which ends that one
  process.channel?.unref();
  const draining = new Draining(GRACE_S);
  const level = LOG_LEVELS.find((known) => known === process.env['EPOCHAL_LOG']) ?? 'WARN';
  Runtime.install({ logger: new DefaultLogger(level), shutdownSignals: [...DRAIN_SIGNALS] });
  const config = workerConfig();
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = await connect(connectionOptions);
  const worker = await withStore(() =>
    Worker.create({
      connection,
      ...(namespace !== undefined && { namespace }),
      taskQueue: config.taskQueue,
      workflowBundle: { codePath: distFile('workflows/bundle.js') },
      shutdownGraceTime: `${GRACE_S}s`,
      shutdownForceTime: `${FORCE_S}s`,
      plugins: [new EpochalPlugin(config)],
    }),
  );
  draining.serves(worker);
  await draining.toTheEnd(worker.run());
  // Not after a failure: what still holds the connection would put its own error in the way.
  await connection.close();
}

/** Makes the worker as soon as its store is there: one that is away comes back. */
async function withStore(create: () => Promise<Worker>): Promise<Worker> {
  for (let said = false; ; said = true) {
    try {
      return await create();
    } catch (error) {
      if (!(error instanceof EpochalError && error.code === 'STORE_UNAVAILABLE')) throw error;
      if (!said) process.stderr.write(`${error.message}\nIt is tried again until it is there.\n`);
      await delay(STORE_RETRY_MS);
    }
  }
}

/** @throws EpochalError SERVER_UNREACHABLE */
async function connect(options: NativeConnectionOptions): Promise<NativeConnection> {
  const { address = '127.0.0.1:7233', tls, apiKey } = options;
  // A certificate is for the server's own name; whoever has one also has a server that stays.
  const way = tls || apiKey ? null : await waitingRoom(address);
  try {
    return await NativeConnection.connect({ ...options, address: way?.address ?? address });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw serverUnreachable(address, error);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  // Not only the exit code: the engine's processes would keep this one alive.
  process.exit(3);
});

function explain(error: unknown): string {
  if (error instanceof EpochalError) return error.message;
  // The rest of the sentence is the transport's own structure.
  if (error instanceof TransportError) return error.message.replace(/: Status \{.*/s, '.');
  return String((error as Error).stack ?? error);
}
