import { once } from 'node:events';
import { hostname } from 'node:os';
import type { BundleOptions, BundlerPlugin, WorkerOptions, WorkerPlugin } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import type { Activities } from '../activities/index.ts';
import { sweepCommandFolders } from '../activities/command-step.ts';
import type { AnyStepDefinition } from '../activities/step-definition.ts';
import { TrainerPool } from '../engine/pool.ts';
import { claimNumber } from '../environment/lock.ts';
import { openStore } from '../store/open.ts';
import { sweepStaged } from '../store/sweep.ts';
import { EpochalError } from '../study/errors.ts';
import type { SearchAttribute } from '../study/search-attributes.ts';
import { isOwnName } from '../study/step-nodes.ts';
import { placeQueue, trainQueue } from '../workflows/queues.ts';
import { workerConfig } from './config.ts';
import type { WorkerConfig } from './config.ts';
import { hasArithmetic, placeIdentity, pollersOf } from './pollers.ts';
import { requireWorkflows } from './require-workflows.ts';
import { registeredAttributes } from './search-attributes.ts';

/** What may be set in code instead of in the environment. */
export interface EpochalPluginOptions extends Partial<Omit<WorkerConfig, 'taskQueue'>> {
  /** Types of step that studies may use besides Epochal's, made with `defineStep`. */
  readonly steps?: readonly AnyStepDefinition[];
}

/** A task queue that Epochal's activities were added to, with what serves it. */
interface Registered {
  readonly options: WorkerOptions;
  readonly trainers: TrainerPool;
  readonly slots: number;
  readonly activities: Activities;
}

// Names that only we use: how a second plugin on the same worker is told from a user's activity.
const ours = new WeakSet<object>();

/**
 * Adds Epochal's studies to a Temporal worker, beside its own workflows and activities.
 *
 * The worker's workflows file re-exports ours: `export * from 'epochal/workflow'`. Studies started
 * on the worker's task queue `q` then run on it; their training runs on two more queues, `q-train`
 * and `q-train-<fingerprint>`, which the plugin serves for as long as the worker runs.
 */
export class EpochalPlugin implements WorkerPlugin, BundlerPlugin {
  readonly name = 'epochal';
  readonly #config: WorkerConfig;
  readonly #steps: readonly AnyStepDefinition[];
  readonly #registered = new Map<string, Registered>();

  /** @throws EpochalError USAGE or NAME_TAKEN for a step that no spec could use. */
  constructor({ steps = [], ...options }: EpochalPluginOptions = {}) {
    requireUsableSteps(steps);
    this.#steps = steps;
    this.#config = { ...workerConfig(), ...options };
  }

  /** Has the bundler fail with WORKFLOWS_MISSING when the worker's workflows leave ours out. */
  configureBundler(options: BundleOptions): BundleOptions {
    return requireWorkflows(options);
  }

  /**
   * Adds the activities, and opens the store.
   *
   * @throws EpochalError NAME_TAKEN when the worker has an activity of the same name.
   */
  async configureWorker(options: WorkerOptions): Promise<WorkerOptions> {
    const known = (options.activities ?? {}) as Record<string, unknown>;
    if (typeof known['resolve'] === 'function' && ours.has(known['resolve'])) return options;
    const { slots, backend, commands } = this.#config;
    const trainers = new TrainerPool({ slots, backend });
    const store = await openStore(this.#config.store);
    await sweepStaged(this.#config.store);
    await sweepCommandFolders();
    const worker = `${hostname()}:${process.pid}`;
    const { connection, namespace = 'default', taskQueue } = options;
    const hasWorkerOf = async (arithmetic: string): Promise<boolean> => {
      if (connection === undefined) return false;
      // Not the queue of its arithmetic: a worker whose slots are all taken does not poll that.
      const there = await pollersOf(connection, namespace, placeQueue(taskQueue));
      return there.some((who) => hasArithmetic(who, arithmetic));
    };
    const searchAttributes = async (): Promise<readonly SearchAttribute[]> =>
      connection === undefined ? [] : registeredAttributes(connection, namespace);
    const activities = createActivities({
      ...{ store, trainers, slots, worker, hasWorkerOf, searchAttributes, commands },
      steps: this.#steps,
    });
    const own = { ...activities.study, ...activities.own };
    for (const name of Object.keys(own)) {
      if (name in known) throw nameTaken(name);
    }
    ours.add(activities.study.resolve);
    this.#registered.set(options.taskQueue, { options, trainers, slots, activities });
    return {
      // Recovery first: a dead worker's sticky workflows move on after a second.
      stickyQueueScheduleToStartTimeout: '1s',
      maxHeartbeatThrottleInterval: '1s',
      defaultHeartbeatThrottleInterval: '1s',
      ...options,
      activities: { ...known, ...own },
    };
  }

  /** Serves the training queues for as long as the worker runs. */
  async runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    const registered = this.#registered.get(worker.options.taskQueue);
    if (registered === undefined) return next(worker);
    const ended = new AbortController();
    // At once, before training can be served: only a worker that runs can be told to stop.
    const main = next(worker).finally(() => ended.abort());
    const training = serveTraining(registered, ended.signal).catch((error: unknown) => {
      // If training can't go on, neither should the worker: it would accept what it can't do.
      shutDown([worker]);
      throw error;
    });
    try {
      await toTheirEnds([training, main]);
    } finally {
      await registered.trainers.close();
    }
  }
}

/** Serves the training queues until the worker that they belong to has ended. */
async function serveTraining(registered: Registered, ended: AbortSignal): Promise<void> {
  if (registered.slots === 0) return;
  const claimed = await claimNumber('worker');
  try {
    // The engine takes a second or two to load: not for a worker that has ended meanwhile.
    const engine = await Promise.race([registered.trainers.describe(), untilAborted(ended)]);
    if (engine === null) return;
    const workers = await startTraining(registered, claimed.number, engine.fingerprint);
    const stop = (): void => shutDown(workers);
    const runs = workers.map((worker) => worker.run().finally(stop));
    // Not before they run: one that never ran would hold the connection for good.
    if (ended.aborted) stop();
    else ended.addEventListener('abort', stop);
    await toTheirEnds(runs);
  } finally {
    claimed.release();
  }
}

async function untilAborted(signal: AbortSignal): Promise<null> {
  if (!signal.aborted) await once(signal, 'abort');
  return null;
}

/** Tells those that run to stop; the others can't be told. */
function shutDown(workers: readonly Worker[]): void {
  for (const worker of workers) {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  }
}

/** Waits for every run, also after one has failed: what still runs holds the connection. */
async function toTheirEnds(runs: readonly Promise<void>[]): Promise<void> {
  for (const run of await Promise.allSettled(runs)) {
    if (run.status === 'rejected') throw run.reason;
  }
}

/**
 * The workers of the training queues: one answers `place`, one computes.
 *
 * @param number of this worker among those of its host
 * @param fingerprint of its arithmetic
 */
async function startTraining(
  { options, slots, activities }: Registered,
  number: number,
  fingerprint: string,
): Promise<Worker[]> {
  const { connection, namespace, dataConverter, identity } = options;
  const { shutdownGraceTime, shutdownForceTime } = options;
  const common = {
    ...(connection && { connection }),
    ...(namespace !== undefined && { namespace }),
    ...(dataConverter && { dataConverter }),
    ...(identity !== undefined && { identity }),
    ...(shutdownGraceTime !== undefined && { shutdownGraceTime }),
    ...(shutdownForceTime !== undefined && { shutdownForceTime }),
    maxHeartbeatThrottleInterval: '1s',
    defaultHeartbeatThrottleInterval: '1s',
  } as const;
  return [
    await Worker.create({
      ...common,
      identity: placeIdentity({ worker: identity, number, slots, fingerprint }),
      taskQueue: placeQueue(options.taskQueue),
      activities: activities.place,
    }),
    await Worker.create({
      ...common,
      taskQueue: trainQueue(options.taskQueue, fingerprint),
      activities: activities.train,
      maxConcurrentActivityTaskExecutions: slots,
    }),
  ];
}

/** @throws EpochalError NAME_TAKEN or USAGE */
function requireUsableSteps(steps: readonly AnyStepDefinition[]): void {
  const seen = new Set<string>();
  for (const { name } of steps) {
    if (!isOwnName(name)) {
      throw new EpochalError(
        'USAGE',
        `A step is called ${JSON.stringify(name)}, expected a namespace and a name such as ` +
          '`acme/latency`: names without a slash are Epochal’s.',
        { name },
      );
    }
    if (seen.has(name)) {
      throw new EpochalError(
        'NAME_TAKEN',
        `Two steps are called ${JSON.stringify(name)}. Rename one of them.`,
        { name },
      );
    }
    seen.add(name);
  }
}

function nameTaken(name: string): EpochalError {
  return new EpochalError(
    'NAME_TAKEN',
    `This worker has an activity ${JSON.stringify(name)} of its own, and Epochal registers one ` +
      'of that name too. Rename yours, or give studies a worker and a task queue of their own.',
    { name },
  );
}
