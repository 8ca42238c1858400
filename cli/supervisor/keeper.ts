import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { end, identify, isAlive } from './processes.ts';
import type { Kept } from './state.ts';

const POLL_MS = 100;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5000;
/** The worker hands back or finishes its epoch within 10 s; then its trainers have to end. */
export const WORKER_GRACE_MS = 15_000;
export const SERVER_GRACE_MS = 5000;
/** A process that lived this long is started again at once. */
const HEALTHY_MS = 10_000;

export interface KeptCommand {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where its output goes, appended. */
  readonly log: string;
}

/** Keeps one process alive: adopts the one there is, or starts it, and starts it again at its end. */
export class Keeper {
  readonly #command: () => Promise<KeptCommand>;
  readonly #onChange: (kept: Kept) => void;
  readonly #graceMs: number;
  #kept: Kept | null;
  #stopping = false;
  #done: Promise<void> | null = null;

  constructor(options: {
    command: () => Promise<KeptCommand>;
    onChange: (kept: Kept) => void;
    adopt: Kept | null;
    graceMs: number;
  }) {
    this.#command = options.command;
    this.#onChange = options.onChange;
    this.#kept = options.adopt;
    this.#graceMs = options.graceMs;
  }

  start(): void {
    this.#done ??= this.#keep();
  }

  /** Asks the process to end (SIGTERM), and kills it when it has not within its grace period. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#kept !== null) await end(this.#kept.process, this.#graceMs);
    await this.#done;
  }

  async #keep(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.#stopping) {
      const began = performance.now();
      if (this.#kept === null || !isAlive(this.#kept.process)) await this.#spawn();
      else await this.#watchAdopted(this.#kept);
      if (this.#stopping) return;
      pauseMs = performance.now() - began > HEALTHY_MS ? FIRST_PAUSE_MS : pauseMs * 2;
      await delay(Math.min(pauseMs, LONGEST_PAUSE_MS));
    }
  }

  async #spawn(): Promise<void> {
    const { command, arguments: args, env, log } = await this.#command();
    if (this.#stopping) return;
    const began = performance.now();
    mkdirSync(dirname(log), { recursive: true });
    const output = openSync(log, 'a');
    // Detached: a signal to the supervisor's group must not end what it drains in order.
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', output, output],
      detached: true,
    });
    closeSync(output);
    if (child.pid !== undefined) {
      const { restarts = -1, failures = 0 } = this.#kept ?? {};
      this.#kept = { process: identify(child.pid), restarts: restarts + 1, failures };
      this.#onChange(this.#kept);
    }
    const [code] = (await once(child, 'exit').catch(() => [null])) as [number | null];
    if (this.#kept === null) return;
    const failed = code !== null && code !== 0 && performance.now() - began < HEALTHY_MS;
    this.#kept = { ...this.#kept, failures: failed ? this.#kept.failures + 1 : 0 };
    this.#onChange(this.#kept);
  }

  // Not our child: nobody tells us of its end.
  async #watchAdopted(kept: Kept): Promise<void> {
    this.#onChange(kept);
    while (isAlive(kept.process)) await delay(POLL_MS);
  }
}
