import { hostname } from 'node:os';
import type { BundleOptions, BundlerPlugin, WorkerOptions, WorkerPlugin } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import type { Activities } from '../activities/index.ts';
import { TrainerPool } from '../engine/pool.ts';
import { openStore } from '../store/open.ts';
import { sweepStaged } from '../store/sweep.ts';
import { EpochalError } from '../study/errors.ts';
import { placeQueue, trainQueue } from '../workflows/queues.ts';
import { workerConfig } from './config.ts';
import type { WorkerConfig } from './config.ts';
import { pollersOf } from './pollers.ts';
import { requireWorkflows } from './require-workflows.ts';

/** What may be set in code instead of in the environment. */
export type EpochalPluginOptions = Partial<Omit<WorkerConfig, 'taskQueue'>>;

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
  readonly #registered = new Map<string, Registered>();

  constructor(options: EpochalPluginOptions = {}) {
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
    const { slots, backend } = this.#config;
    const trainers = new TrainerPool({ slots, backend });
    const store = await openStore(this.#config.store);
    await sweepStaged(this.#config.store);
    const worker = `${hostname()}:${process.pid}`;
    const { connection, namespace = 'default', taskQueue } = options;
    const hasWorkerOf = async (arithmetic: string): Promise<boolean> => {
      if (connection === undefined) return false;
      // Not the queue of its arithmetic: a worker whose slots are all taken does not poll that.
      const there = await pollersOf(connection, namespace, placeQueue(taskQueue));
      return there.some((who) => who.endsWith(arithmeticOf(arithmetic)));
    };
    const activities = createActivities({ store, trainers, slots, worker, hasWorkerOf });
    for (const name of Object.keys(activities.study)) {
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
      activities: { ...known, ...activities.study },
    };
  }

  /** Serves the training queues for as long as the worker runs. */
  async runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    const registered = this.#registered.get(worker.options.taskQueue);
    if (registered === undefined) return next(worker);
    try {
      const training = await startTraining(registered);
      const companions = Promise.all(training.map((companion) => companion.run()));
      // If training can't go on, neither should the worker: it would accept what it can't do.
      const failed = companions.then(
        () => undefined,
        (error: unknown) => {
          if (worker.getState() === 'RUNNING') worker.shutdown();
          throw error;
        },
      );
      const main = next(worker).finally(() => {
        for (const companion of training) {
          if (companion.getState() === 'RUNNING') companion.shutdown();
        }
      });
      await Promise.all([main, failed]);
    } finally {
      await registered.trainers.close();
    }
  }
}

/** The workers of the training queues: one answers `place`, one computes. */
async function startTraining(registered: Registered): Promise<Worker[]> {
  const { options, trainers, slots, activities } = registered;
  if (slots === 0) return [];
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
  const { fingerprint } = await trainers.describe();
  return [
    await Worker.create({
      ...common,
      // So that others see which arithmetic is there.
      identity: `${identity ?? `${process.pid}@${hostname()}`}${arithmeticOf(fingerprint)}`,
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

/** How a worker's identity ends that says its arithmetic. */
function arithmeticOf(fingerprint: string): string {
  return ` ${fingerprint.slice(0, 12)}`;
}

function nameTaken(name: string): EpochalError {
  return new EpochalError(
    'NAME_TAKEN',
    `This worker has an activity ${JSON.stringify(name)} of its own, and Epochal registers one ` +
      'of that name too. Rename yours, or give studies a worker and a task queue of their own.',
    { name },
  );
}
