import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

import { distFile } from '../environment/package.ts';
import { EpochalError } from '../study/errors.ts';
import type { FromTrainer, ToTrainer } from './messages.ts';
import type { Progress, TrainerRequest, TrainerResponse } from './protocol.ts';

export interface ChildOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Longest silence with a request under way. */
  readonly hangTimeoutMs: number;
  /** Longest silence while the engine loads. */
  readonly loadTimeoutMs: number;
  readonly onExit: () => void;
}

export interface RunHooks {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Running extends RunHooks {
  readonly resolve: (response: TrainerResponse) => void;
  readonly reject: (error: unknown) => void;
}

/** Longest time from the request to stop until the trainer has. */
const STOP_MS = 2000;
/** How much of the trainer's last words is kept, for the error if it dies. */
const OUTPUT_CHARS = 2000;

/** One trainer process. It takes one request at a time. */
export class TrainerChild {
  readonly #options: ChildOptions;
  readonly #process: ChildProcess;
  readonly exited: Promise<void>;
  #running: Running | null = null;
  #ready = false;
  #alive = true;
  #output = '';
  #hung: string | null = null;
  #watchdog: NodeJS.Timeout | undefined;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#process = fork(distFile('engine/trainer.js'), [], {
      env: options.env,
      execArgv: [],
      serialization: 'advanced', // JSON would turn a NaN into null
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-OUTPUT_CHARS);
      });
    }
    this.#process.on('message', (message: FromTrainer) => this.#receive(message));
    this.exited = new Promise((resolve) => {
      const gone = (what: string): void => {
        if (!this.#alive) return;
        this.#alive = false;
        this.#lose(what);
        options.onExit();
        resolve();
      };
      this.#process.on('error', (error) => gone(`could not be started: ${error.message}`));
      // 'close', not 'exit': its last words are read by then.
      this.#process.on('close', (code, signal) =>
        gone(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
      );
    });
  }

  get pid(): number | undefined {
    return this.#alive ? this.#process.pid : undefined;
  }

  /**
   * @throws EpochalError TRAINER_LOST when the process dies or hangs; what it answers otherwise; the
   * signal's reason when that stopped it; an Error without a code for a bug. When this settles, nothing is written any more.
   */
  run(request: TrainerRequest, hooks: RunHooks): Promise<TrainerResponse> {
    if (this.#running !== null) throw new Error('a trainer takes one request at a time');
    return new Promise<TrainerResponse>((resolve, reject) => {
      const stop = (): void => {
        this.#send({ type: 'stop' });
        this.#watch(STOP_MS);
      };
      const settle =
        <V>(next: (value: V) => void) =>
        (value: V): void => {
          hooks.signal?.removeEventListener('abort', stop);
          clearTimeout(this.#watchdog);
          this.#running = null;
          next(value);
        };
      this.#running = { ...hooks, resolve: settle(resolve), reject: settle(reject) };
      hooks.signal?.addEventListener('abort', stop, { once: true });
      this.#watch();
      this.#send({ type: 'request', request });
      if (hooks.signal?.aborted === true) stop();
    });
  }

  kill(): void {
    if (this.#alive) this.#process.kill('SIGKILL');
  }

  #send(message: ToTrainer): void {
    // A failure to send means that the process is going; its 'close' tells the request.
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  #receive(message: FromTrainer): void {
    if (message.type === 'ready') this.#ready = true;
    const running = this.#running;
    if (running === null) return;
    switch (message.type) {
      case 'ready':
        return this.#watch();
      case 'progress':
        // One that was asked to stop has its own, shorter time.
        if (running.signal?.aborted !== true) this.#watch();
        return running.onProgress?.(message.progress);
      case 'response':
        return running.resolve(message.response);
      case 'stopped':
        return running.reject(running.signal?.reason);
      case 'error':
        return running.reject(new EpochalError(message.code, message.message, message.details));
      case 'bug':
        return running.reject(Object.assign(new Error(message.message), { stack: message.stack }));
    }
  }

  #watch(
    timeoutMs = this.#ready ? this.#options.hangTimeoutMs : this.#options.loadTimeoutMs,
  ): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => {
      this.#hung = `hung: it sent nothing for ${timeoutMs} ms and was ended`;
      this.kill();
    }, timeoutMs);
  }

  #lose(what: string): void {
    const { pid } = this.#process;
    const output = this.#output.trim();
    const words = output === '' ? '' : `; its last words: ${output}`;
    const { signal } = this.#running ?? {};
    // Stopped, if by force: whoever asked for that waits for the signal's reason.
    if (signal?.aborted === true) return this.#running?.reject(signal.reason);
    this.#running?.reject(
      new EpochalError('TRAINER_LOST', `the trainer ${pid} ${this.#hung ?? what}${words}`, {
        pid: pid ?? null,
        hung: this.#hung !== null,
      }),
    );
  }
}
