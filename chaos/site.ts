import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, signal } from '../cli/supervisor/processes.ts';
import type { ProcessId } from '../cli/supervisor/processes.ts';
import type { SupervisorState } from '../cli/supervisor/state.ts';
import { isolatedEnvironment } from '../environment/isolated.ts';
import { distFile } from '../environment/package.ts';
import { childrenOf, commandLineOf, processesIn } from './processes.ts';

/** What a command of ours did. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What there is to kill. */
export type Target = 'trainer' | 'worker' | 'server' | 'supervisor';

/** The study that is run, as arguments of `epochal run`. */
export type StudyArguments = readonly string[];

/** A working folder of its own, and the one study that runs in it with everything real. */
export class Site {
  readonly folder: string;
  readonly store: string;
  readonly #root: string;
  readonly #study: StudyArguments;
  readonly #env: NodeJS.ProcessEnv;
  readonly #log: number;
  #run: ChildProcess | null = null;
  /** Settles with the exit code of the newest `epochal run`, once it ended by itself. */
  #ended: Promise<number | null> = Promise.resolve(null);

  constructor(study: StudyArguments, env: NodeJS.ProcessEnv = {}) {
    this.#root = mkdtempSync(join(tmpdir(), 'epochal-chaos-'));
    this.folder = join(this.#root, 'folder');
    this.store = join(this.folder, '.epochal', 'store');
    mkdirSync(this.folder);
    this.#study = study;
    this.#env = { ...process.env, ...isolatedEnvironment(this.#root), NO_COLOR: '1', ...env };
    this.#log = openSync(join(this.#root, 'run.log'), 'a');
  }

  /** Starts `epochal run`, or, after it was killed, the next one. */
  run(): void {
    const child = spawn(process.execPath, [distFile('cli/main.js'), 'run', ...this.#study], {
      cwd: this.folder,
      env: this.#env,
      stdio: ['ignore', this.#log, this.#log],
    });
    this.#run = child;
    this.#ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      // What was killed has not ended the study: the next command does.
      child.once('exit', (code) => {
        if (this.#run === child) resolve(code);
      });
    });
  }

  /** The exit code of the `epochal run` that saw the study to its end. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /** SIGKILL for `epochal run`; `run` starts the next one. */
  killRun(): void {
    const child = this.#run;
    this.#run = null;
    child?.kill('SIGKILL');
  }

  /** The processes of a kind that live. */
  processes(target: Target): readonly ProcessId[] {
    const state = this.supervisor();
    if (state === null) return [];
    const kept = {
      supervisor: state.supervisor,
      server: state.server?.process,
      worker: state.worker?.process,
    };
    if (target !== 'trainer')
      return [kept[target]].filter((id) => id !== undefined).filter(isAlive);
    const { worker } = kept;
    if (worker === undefined || !isAlive(worker)) return [];
    return childrenOf(worker.pid).filter(({ pid }) =>
      /\/engine\/trainer\.js/.test(commandLineOf(pid)),
    );
  }

  /** Sends a signal to all processes of some kinds. */
  signal(name: NodeJS.Signals, ...targets: readonly Target[]): void {
    for (const id of targets.flatMap((target) => this.processes(target))) signal(id, name);
  }

  /** What the newest supervisor wrote, or null. */
  supervisor(): SupervisorState | null {
    try {
      const file = join(this.folder, '.epochal', 'supervisor.json');
      return JSON.parse(readFileSync(file, 'utf8')) as SupervisorState;
    } catch {
      return null;
    }
  }

  /** Runs another command in the folder, to its end. */
  async epochal(...args: string[]): Promise<Ran> {
    const child = this.start(...args);
    let stdout = '';
    let stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { code, stdout, stderr };
  }

  /** Starts another command in the folder. */
  start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [distFile('cli/main.js'), ...args], {
      cwd: this.folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Command lines of the processes that work here, `epochal run` included. */
  left(): readonly string[] {
    return processesIn(this.folder).map(({ pid }) => `${pid} ${commandLineOf(pid)}`);
  }

  /** Ends everything that works here, whatever state it is in. */
  killAll(): void {
    this.killRun();
    for (const id of processesIn(this.folder)) signal(id, 'SIGKILL');
  }

  /** Ends what is left, and removes the folder unless somebody has to look at it. */
  async close(keep: boolean): Promise<void> {
    this.killAll();
    closeSync(this.#log);
    if (!keep) await rm(this.#root, { recursive: true, force: true, maxRetries: 5 });
  }
}
