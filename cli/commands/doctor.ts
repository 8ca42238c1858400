import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { distFile, packageVersion } from '../../environment/package.ts';
import { backendChoice, slots, storeLocation, taskQueue } from '../../environment/settings.ts';
import { openExistingStore } from '../../store/open.ts';
import type { EngineDescription } from '../../study/results.ts';
import { connectTo, pointsToServer } from '../connection.ts';
import { EXIT } from '../failure.ts';
import { findTemporal } from '../setup/temporal.ts';
import { liveSupervisor } from '../supervisor/client.ts';
import { styled } from '../terminal.ts';

/** What `worker/describe` answers. */
interface WorkerAnswer {
  readonly slots: number;
  readonly sdk: string;
  readonly engine: { readonly fingerprint: string; readonly engine: EngineDescription } | null;
  readonly problem: string | null;
}

/** Prints what is used here and why. Asks a worker process, since only that loads the engine. */
export async function doctor(options: { json?: boolean }): Promise<void> {
  slots();
  backendChoice();
  const answer = await askWorker();
  const facts = {
    epochal: packageVersion(),
    node: process.version,
    temporalSdk: answer.sdk,
    server: await serverFact(),
    taskQueue: taskQueue(),
    store: await storeFact(),
    slots: answer.slots,
    ...(answer.engine && {
      ...engineFacts(answer.engine.engine),
      fingerprint: answer.engine.fingerprint,
    }),
    ...(answer.problem !== null && { problem: answer.problem }),
  };
  if (options.json) process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
  else process.stdout.write(formatFacts(facts));
  if (answer.problem !== null) process.exitCode = EXIT.environment;
}

async function askWorker(): Promise<WorkerAnswer> {
  const { stdout } = await promisify(execFile)(process.execPath, [distFile('worker/describe.js')]);
  return JSON.parse(stdout) as WorkerAnswer;
}

function engineFacts(engine: EngineDescription): Record<string, string> {
  return {
    backend: engine.backend,
    because: engine.reason,
    versions: Object.entries(engine.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    cpu: engine.cpu,
    gpu: engine.gpu ?? 'none',
  };
}

async function serverFact(): Promise<string> {
  const embedded = (await pointsToServer()) ? null : liveSupervisor();
  if (embedded === null && !(await pointsToServer())) {
    const binary = await findTemporal();
    return binary === null
      ? 'none runs here; `epochal up` installs one'
      : `none runs here; ${binary.path} is ready`;
  }
  try {
    await using connection = await connectTo(embedded ? { address: embedded.address } : {});
    const { serverVersion } = await connection.client.workflowService.getSystemInfo({});
    return `${connection.address}, Temporal ${serverVersion ?? 'of unknown version'}`;
  } catch (error) {
    return (error as Error).message;
  }
}

async function storeFact(): Promise<string> {
  const store = await openExistingStore(storeLocation());
  return store === null ? `${storeLocation()}, empty` : `${store.location}, id ${store.id}`;
}

const LABELS: Readonly<Record<string, string>> = {
  epochal: 'Epochal',
  node: 'Node.js',
  temporalSdk: 'Temporal SDK',
  server: 'Server',
  taskQueue: 'Task queue',
  store: 'Store',
  slots: 'Slots',
  backend: 'Backend',
  because: '  because',
  versions: '  versions',
  cpu: 'CPU',
  gpu: 'GPU',
  fingerprint: 'Fingerprint',
  problem: 'Problem',
};

function formatFacts(facts: Readonly<Record<string, string | number>>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${styled('bold', (LABELS[name] ?? name).padEnd(13))} ${value}\n`)
    .join('');
}
