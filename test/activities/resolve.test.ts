import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncLocalStorage } from '@temporalio/activity';
import type { Context } from '@temporalio/activity';
import type { ActivityDeps } from '../../activities/deps.ts';
import { resolve } from '../../activities/resolve.ts';
import { packageRoot } from '../../environment/package.ts';
import { runsOf } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { ProvenanceEvent } from '../../study/results.ts';
import { temporaryStore } from '../store/temporary-store.ts';

const SPEC = readFileSync(join(packageRoot, 'specs/relu.yaml'), 'utf8');

let store: Store;

temporaryStore((opened) => {
  store = opened;
});

/** What Temporal tells an activity; no server loses an answer when a test wants it to. */
async function resolveAt(runId: string, attempt: number): Promise<void> {
  const info = { attempt, workflowExecution: { workflowId: 'relu', runId } };
  const context = { info } as unknown as Context;
  const deps = {
    ...{ store, steps: [], slots: 1, worker: 'host:1' },
    searchAttributes: async () => [],
  } as unknown as ActivityDeps;
  await asyncLocalStorage.run(context, () => resolve(deps, SPEC));
}

/** The attempts that provenance names. */
async function noted(): Promise<readonly number[]> {
  const [run] = await runsOf(store, 'relu');
  const events = await store.readLog<ProvenanceEvent>(`runs/${run}`);
  return events.map(({ attempt }) => attempt);
}

test('is noted once, also when its answer is lost and it is tried again', async () => {
  await resolveAt('a', 1);
  await resolveAt('a', 2);
  expect(await noted()).toEqual([1]);
});

test('is noted for each start of the study, and by the attempt that came through', async () => {
  await resolveAt('a', 1);
  await resolveAt('b', 2);
  expect(await noted()).toEqual([1, 2]);
});
