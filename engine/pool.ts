import { EpochalError } from '../study/errors.ts';
import { TrainerChild } from './child.ts';
import type { RunHooks } from './child.ts';
import { childEnvironment } from './child-environment.ts';
import type { BackendName } from './locate.ts';
import type { DescribeResponse, ResponseTo, TrainerRequest, TrainerResponse } from './protocol.ts';

export interface PoolOptions {
  /** Trainers at work at once, each a process with one thread: a core, or a GPU, each. */
  readonly slots: number;
  /** Default: `EPOCHAL_BACKEND`, else the fastest there is. */
  readonly backend?: BackendName | 'auto';
  /** A trainer that sends nothing for so long with a request under way is ended. Default 15,000. */
  readonly hangTimeoutMs?: number;
  /** The same while its engine loads. Default 60,000. */
  readonly loadTimeoutMs?: number;
  /** Added to the trainers' environment. */
  readonly env?: Readonly<NodeJS.ProcessEnv>;
}

interface Waiting extends RunHooks {
  readonly request: TrainerRequest;
  readonly resolve: (response: TrainerResponse) => void;
  readonly reject: (error: unknown) => void;
}

interface Slot {
  readonly index: number;
  child: TrainerChild | null;
  busy: boolean;
  /** The state that its process holds. */
  warm: string | null;
}

/**
 * Runs requests on trainer processes: the engine's entrance for all that is not a trainer. Loads
 * neither TensorFlow.js nor its addon.
 */
export class TrainerPool {
  readonly #options: PoolOptions;
  readonly #slots: readonly Slot[];
  readonly #queue: Waiting[] = [];
  #description: Promise<DescribeResponse> | null = null;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.slots }, (_, index) => ({
      index,
      child: null,
      busy: false,
      warm: null,
    }));
    process.on('exit', this.#kill);
  }

  /** The backend and its fingerprint. Asked once; the trainers of a pool are all alike. */
  describe(): Promise<DescribeResponse> {
    this.#description ??= this.run({ type: 'describe' }).catch((error: unknown) => {
      this.#description = null;
      throw error;
    });
    return this.#description;
  }

  /**
   * Runs a request when a slot is free, on the trainer that holds its state if that one is.
   * When the promise settles, nothing is written any more.
   *
   * @throws EpochalError TRAINER_LOST when its trainer died or hung (a retry gets another one);
   * ARTIFACT_MISSING {digest}, STORE_UNAVAILABLE, ENGINE_FAILED (no engine, no memory) or
   * SPEC_INVALID; the signal's reason when aborted; an Error without a code for a bug.
   */
  run<R extends TrainerRequest>(request: R, hooks: RunHooks = {}): Promise<ResponseTo<R>> {
    const { signal } = hooks;
    const response = new Promise<TrainerResponse>((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason);
      if (this.#closed) return reject(closedError());
      const waiting: Waiting = { ...hooks, request, resolve, reject };
      this.#queue.push(waiting);
      signal?.addEventListener('abort', () => this.#forget(waiting), { once: true });
      this.#dispatch();
    });
    return response as Promise<ResponseTo<R>>; // the session answers each type with its own
  }

  /** Process ids of the trainers that live. */
  pids(): readonly number[] {
    return this.#slots.flatMap(({ child }) => child?.pid ?? []);
  }

  /** Ends the trainers; requests under way fail with TRAINER_LOST. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#queue.splice(0)) reject(closedError());
    process.off('exit', this.#kill);
    await Promise.all(this.#kill().map(({ exited }) => exited));
  }

  // Also at this process's own end: a trainer that loads its engine would see it only afterwards.
  readonly #kill = (): readonly TrainerChild[] => {
    const children = this.#slots.flatMap(({ child }) => child ?? []);
    for (const child of children) child.kill();
    return children;
  };

  #forget(waiting: Waiting): void {
    const position = this.#queue.indexOf(waiting);
    if (position === -1) return; // it runs; its trainer is told
    this.#queue.splice(position, 1);
    waiting.reject(waiting.signal?.reason);
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const idle = this.#slots.filter(({ busy }) => !busy);
      if (idle.length === 0) return;
      const waiting = this.#queue.shift()!;
      void this.#serve(chooseSlot(idle, stateOf(waiting.request)), waiting);
    }
  }

  async #serve(slot: Slot, waiting: Waiting): Promise<void> {
    slot.busy = true;
    let child: TrainerChild | null = null;
    try {
      child = slot.child ??= this.#start(slot);
      const response = await child.run(waiting.request, waiting);
      if (response.type === 'trained') slot.warm = response.state;
      else if (response.type === 'evaluated') slot.warm = stateOf(waiting.request);
      waiting.resolve(response);
    } catch (error) {
      if (child !== null && isSpoilt(error, waiting)) {
        child.kill();
        await child.exited;
      }
      waiting.reject(error);
    } finally {
      slot.busy = false;
      this.#dispatch();
    }
  }

  #start(slot: Slot): TrainerChild {
    const { backend, hangTimeoutMs = 15_000, loadTimeoutMs = 60_000, env } = this.#options;
    const chosen = backend === undefined ? {} : { EPOCHAL_BACKEND: backend };
    const child: TrainerChild = new TrainerChild({
      env: childEnvironment(slot.index, { ...chosen, ...env }),
      hangTimeoutMs,
      loadTimeoutMs,
      onExit: () => {
        if (slot.child !== child) return;
        slot.child = null;
        slot.warm = null;
      },
    });
    return child;
  }
}

/** Whether a trainer may be left without memory or engine by a failure: the next one starts clean. */
function isSpoilt(error: unknown, { signal }: Waiting): boolean {
  if (signal?.aborted === true) return false;
  return !(error instanceof EpochalError) || error.code === 'ENGINE_FAILED';
}

/** The one that holds the state; else one that holds none, so that others' states stay warm. */
function chooseSlot(idle: readonly Slot[], state: string | null): Slot {
  return (
    idle.find(({ warm }) => warm !== null && warm === state) ??
    idle.find(({ child, warm }) => child !== null && warm === null) ??
    idle.find(({ warm }) => warm === null) ??
    idle[0]!
  );
}

function stateOf(request: TrainerRequest): string | null {
  return request.type === 'describe' ? null : (request.state?.digest ?? null);
}

function closedError(): EpochalError {
  return new EpochalError('TRAINER_LOST', 'the trainer pool is closed');
}
