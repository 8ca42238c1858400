// A worker that has a type of step besides Epochal's.
import { NativeConnection, Worker } from '@temporalio/worker';
import { EpochalPlugin } from 'epochal';
import { latencyStep } from './latency-step.js';

async function main(): Promise<void> {
  const address = process.env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233';
  const store = process.env['EPOCHAL_STORE'] ?? '.epochal/store';
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    taskQueue: 'mine',
    workflowsPath: require.resolve('./workflows'),
    plugins: [new EpochalPlugin({ store, steps: [latencyStep] })],
  });
  await worker.run();
}

void main();
