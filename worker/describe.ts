import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { TrainerPool } from '../engine/pool.ts';
import type { DescribeResponse } from '../engine/protocol.ts';
import { workerConfig } from './config.ts';

/** What a worker started here would be: its configuration, its engine, or why it has none. */
export interface WorkerDescription {
  readonly slots: number;
  readonly taskQueue: string;
  readonly store: string;
  readonly sdk: string;
  readonly engine: DescribeResponse | null;
  readonly problem: string | null;
}

async function describe(): Promise<WorkerDescription> {
  const { slots, backend, taskQueue, store } = workerConfig();
  const pool = new TrainerPool({ slots: 1, backend });
  let engine: DescribeResponse | null = null;
  let problem: string | null = null;
  try {
    engine = await pool.describe();
  } catch (error) {
    problem = (error as Error).message;
  } finally {
    await pool.close();
  }
  return { slots, taskQueue, store, sdk: sdkVersion(), engine, problem };
}

function sdkVersion(): string {
  const path = createRequire(__filename).resolve('@temporalio/worker/package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

void describe().then((description) => process.stdout.write(JSON.stringify(description)));
