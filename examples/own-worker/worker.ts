// A worker of your own that runs studies too: one plugin, one line in workflows/index.ts.
import { NativeConnection, Worker } from '@temporalio/worker';
import { EpochalPlugin } from 'epochal';
import * as activities from './activities.js';

async function main(): Promise<void> {
  const address = process.env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233';
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    taskQueue: 'mine',
    workflowsPath: require.resolve('./workflows'),
    activities,
    plugins: [new EpochalPlugin({ store: process.env['EPOCHAL_STORE'] ?? '.epochal/store' })],
  });
  await worker.run();
}

void main();
