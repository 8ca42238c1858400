import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, signal } from '../cli/supervisor/processes.ts';
import type { ProcessId } from '../cli/supervisor/processes.ts';
import type { SupervisorState } from '../cli/supervisor/state.ts';
import { isolatedEnvironment } from '../environment/isolated.ts';
import { distFile } from '../environment/package.ts';
import { clockPlace } from './places/clock.ts';
import { DiskPlace } from './places/disk.ts';
import { mirrorPlace } from './places/mirror.ts';
import type { Place, PlaceName } from './places/place.ts';
import { plainPlace } from './places/plain.ts';
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
  /** The working folder, and its store, as the harness reaches them. */
  readonly folder: string;
  readonly store: string;
  readonly place: Place;
  readonly #root: string;
  readonly #study: StudyArguments;
  readonly #env: NodeJS.ProcessEnv;
  readonly #log: number;
  #run: ChildProcess | null = null;
  #ended: { readonly code: number | null } | null = null;

  static readonly #open = new Set<Site>();

  private constructor(root: string, place: Place, study: StudyArguments) {
    this.#root = root;
    this.place = place;
    this.folder = place.seenFolder;
    this.store = join(this.folder, '.epochal', 'store');
    this.#study = study;
    this.#env = { ...process.env, ...isolatedEnvironment(root), NO_COLOR: '1', ...place.env };
    this.#log = openSync(join(root, 'run.log'), 'a');
    Site.#open.add(this);
  }

  /** Ends everything that works in any of them, and removes the folders, at once. */
  static endAll(): void {
    for (const site of Site.#open) {
      site.killAll();
      rmSync(site.#root, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  static async create(study: StudyArguments, place: PlaceName = 'plain'): Promise<Site> {
    const root = mkdtempSync(join(tmpdir(), 'epochal-chaos-'));
    return new Site(root, await placeAt(root, place), study);
  }

  /** Where the folder is after `close`, if it is kept; the log of `epochal run` is beside it. */
  get kept(): string {
    const { folder, seenFolder } = this.place;
    return folder === seenFolder ? folder : join(this.#root, 'kept');
  }

  /** Starts `epochal run`, or, after it was killed, the next one. */
  run(): void {
    const child = this.#spawn(['run', ...this.#study], {}, ['ignore', this.#log, this.#log]);
    this.#run = child;
    // What was killed has not ended the study: the next command does.
    child.once('exit', (code) => {
      if (this.#run === child) this.#ended = { code };
    });
  }

  /** How the `epochal run` ended that saw the study to its end; null while one runs. */
  get ended(): { readonly code: number | null } | null {
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
    const child = this.start(args);
    let stdout = '';
    let stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout, stderr };
  }

  /** Starts another command in the folder. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return this.#spawn(args, env, ['ignore', 'pipe', 'pipe']);
  }

  /** Command lines of the processes that work here, `epochal run` included. */
  left(): readonly string[] {
    return processesIn(this.place.folder).map(({ pid }) => `${pid} ${commandLineOf(pid)}`);
  }

  /** Ends everything that works here, whatever state it is in. */
  killAll(): void {
    this.killRun();
    for (const id of processesIn(this.place.folder)) signal(id, 'SIGKILL');
  }

  /** Ends what is left, and removes the folder unless somebody has to look at it. */
  async close(keep: boolean): Promise<void> {
    this.killAll();
    Site.#open.delete(this);
    closeSync(this.#log);
    // A folder that only this place has would be gone with it.
    if (keep && this.kept !== this.folder) await cp(this.folder, this.kept, { recursive: true });
    await this.place[Symbol.asyncDispose]();
    if (!keep) await rm(this.#root, { recursive: true, force: true, maxRetries: 5 });
  }

  #spawn(args: readonly string[], env: NodeJS.ProcessEnv, stdio: StdioOptions): ChildProcess {
    const [command, commandArgs] = this.place.enter(process.execPath, [
      distFile('cli/main.js'),
      ...args,
    ]);
    return spawn(command, commandArgs, {
      cwd: this.place.folder,
      env: { ...this.#env, ...env },
      stdio,
    });
  }
}

async function placeAt(root: string, place: PlaceName): Promise<Place> {
  switch (place) {
    case 'plain':
      return plainPlace(root);
    case 'clock':
      return clockPlace(root);
    case 'disk':
      return DiskPlace.create(root);
    case 'mirror':
      return mirrorPlace(root);
  }
}
