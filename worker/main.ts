import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  TransportError,
  Worker,
} from '@temporalio/worker';
import { distFile } from '../environment/package.ts';
import { EpochalError } from '../study/errors.ts';
import { workerConfig } from './config.ts';
import { EpochalPlugin } from './plugin.ts';

const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'] as const;

/** A worker process: everything from the environment, until SIGTERM or SIGINT drains it. */
async function main(): Promise<void> {
  const level = LOG_LEVELS.find((known) => known === process.env['EPOCHAL_LOG']) ?? 'WARN';
  Runtime.install({ logger: new DefaultLogger(level), shutdownSignals: ['SIGTERM', 'SIGINT'] });
  const config = workerConfig();
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = await connect(connectionOptions);
  try {
    const worker = await Worker.create({
      connection,
      ...(namespace !== undefined && { namespace }),
      taskQueue: config.taskQueue,
      workflowBundle: { codePath: distFile('workflows/bundle.js') },
      shutdownGraceTime: '10s',
      plugins: [new EpochalPlugin(config)],
    });
    await worker.run();
  } finally {
    await connection.close();
  }
}

/** @throws EpochalError SERVER_UNREACHABLE */
async function connect(options: NativeConnectionOptions): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(options);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const address = options.address ?? '127.0.0.1:7233';
    throw new EpochalError(
      'SERVER_UNREACHABLE',
      `No Temporal server answers at ${address}. Start one with \`epochal up\`, or set ` +
        'TEMPORAL_ADDRESS to the one you have.',
      { address },
      { cause: error },
    );
  }
}

main().catch((error: unknown) => {
  const text = error instanceof EpochalError ? error.message : ((error as Error).stack ?? error);
  process.stderr.write(`${String(text)}\n`);
  process.exitCode = 3;
});
