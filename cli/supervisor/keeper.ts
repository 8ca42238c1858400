import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '../../environment/liveness.ts';
import { log } from './log.ts';
import { end, endGroup, identify, isAlive, signal } from './processes.ts';
import type { ProcessId } from './processes.ts';
import type { Kept } from './state.ts';
import { untilHung } from './watchdog.ts';

const POLL_MS = 100;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
/** The worker hands back or finishes its epoch within 10 s; then its trainers have to end. */
export const WORKER_GRACE_MS = 15_000;
export const SERVER_GRACE_MS = 5000;
/** A process that lived this long is started again at once. */
const HEALTHY_MS = 10_000;
/** Signals that others send; the rest is how a process fails by itself. */
const SENT: ReadonlySet<string> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']);

export interface KeptCommand {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where its output goes, appended. */
  readonly log: string;
}

export interface KeeperOptions {
  /** What it is, for the log. */
  readonly name: string;
  /** What to start; waits for what the process needs, until the signal. */
  readonly command: (signal: AbortSignal) => Promise<KeptCommand>;
  /** Asks the process whether it is at work. */
  readonly ask: (pid: number, signal: AbortSignal) => Promise<Answer>;
  readonly onChange: (kept: Kept) => void;
  readonly adopt: Kept | null;
  readonly graceMs: number;
}

/**
 * Keeps one process alive: adopts the one there is, or starts it, and starts it again at its end. One
 * that hangs is ended.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #stopping = new AbortController();
  #kept: Kept | null;
  /** In a row, also of starts that made no process. */
  #failures = 0;
  #done: Promise<void> | null = null;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#kept = options.adopt;
  }

  start(): void {
    this.#done ??= this.#keep();
  }

  /** Kills the process; another one is started in its place. */
  replace(): void {
    if (this.#kept !== null) signal(this.#kept.process, 'SIGKILL');
  }

  /** Asks the process to end (SIGTERM), and kills it when it has not within its grace period. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#kept !== null) await end(this.#kept.process, this.#options.graceMs);
    await this.#done;
  }

  async #keep(): Promise<void> {
    const { signal: stopping } = this.#stopping;
    while (!stopping.aborted) {
      try {
        if (this.#kept === null || !isAlive(this.#kept.process)) await this.#spawn();
        else await this.#watchAdopted(this.#kept);
      } catch (error) {
        // A full disk, too many processes: what can't be started now can be later.
        log(`The ${this.#options.name} was not started: ${(error as Error).message}`);
        this.#failures += 1;
      }
      // What it left: it can't be told any more, and might be stopped.
      if (this.#kept !== null) endGroup(this.#kept.process);
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
      await delay(pauseMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  async #spawn(): Promise<void> {
    const { signal: stopping } = this.#stopping;
    const { command, arguments: args, env, log: logFile } = await this.#options.command(stopping);
    if (stopping.aborted) return;
    const began = performance.now();
    mkdirSync(dirname(logFile), { recursive: true });
    const output = openSync(logFile, 'a');
    // Detached: a signal to the supervisor's group must not end what it drains in order.
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', output, output],
      detached: true,
    });
    closeSync(output);
    if (child.pid !== undefined) {
      const restarts = (this.#kept?.restarts ?? -1) + 1;
      this.#kept = { process: identify(child.pid), restarts, failures: this.#failures };
      this.#options.onChange(this.#kept);
    }
    const exited = once(child, 'exit').catch(() => [null, null]);
    const [code, by] = (await this.#watched(exited)) as [number | null, NodeJS.Signals | null];
    const crashed = by === null ? code !== 0 : !SENT.has(by);
    this.#failures = crashed && performance.now() - began < HEALTHY_MS ? this.#failures + 1 : 0;
    if (this.#kept === null) return;
    this.#kept = { ...this.#kept, failures: this.#failures };
    this.#options.onChange(this.#kept);
  }

  // Not our child: nobody tells us of its end.
  async #watchAdopted(kept: Kept): Promise<void> {
    this.#options.onChange(kept);
    await this.#watched(untilGone(kept));
  }

  /** Waits for the process's end, and brings it about when the process hangs. */
  async #watched<T>(ended: Promise<T>): Promise<T> {
    const watching = new AbortController();
    const target = this.#kept?.process;
    if (target !== undefined) void this.#endIfHung(target, watching.signal);
    try {
      return await ended;
    } finally {
      watching.abort();
    }
  }

  async #endIfHung(target: ProcessId, watching: AbortSignal): Promise<void> {
    const { name, ask } = this.#options;
    const why = await untilHung((asking) => ask(target.pid, asking), watching);
    if (why === null) return;
    log(`The ${name} ${target.pid} ${why} and was ended; another one is started.`);
    signal(target, 'SIGKILL');
  }
}

async function untilGone({ process: target }: Kept): Promise<void> {
  while (isAlive(target)) await delay(POLL_MS);
}
