import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { distFile, packageRoot } from '../../environment/package.ts';
import type { Provenance, Results } from '../../study/results.ts';

/** What a command printed, and how it ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A working folder of its own, with everything real in it; removed at the end. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'epochal-e2e-'));
  readonly #env: NodeJS.ProcessEnv;
  /** What the commands that did not end with 0 had to say, and those that have not ended. */
  readonly #refusals: string[] = [];
  readonly #running = new Set<() => void>();

  constructor(env: NodeJS.ProcessEnv = {}) {
    this.#env = { ...withoutTemporal(), NO_COLOR: '1', ...env };
  }

  /** Runs the command line to its end. */
  epochal(...args: string[]): Promise<Ran> {
    return this.exec(process.execPath, [distFile('cli/main.js'), ...args]);
  }

  /** Starts the command line and returns at once. */
  start(...args: string[]): ChildProcess {
    return this.startWith({}, ...args);
  }

  /** The same with some more variables in its environment. */
  startWith(env: NodeJS.ProcessEnv, ...args: string[]): ChildProcess {
    const command = spawn(process.execPath, [distFile('cli/main.js'), ...args], {
      cwd: this.folder,
      env: { ...this.#env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Nobody else may be listening, and a full pipe would stop the command.
    let stderr = '';
    command.stderr.on('data', (chunk) => (stderr += String(chunk)));
    const note = (): void => this.#note(args, command.exitCode, stderr);
    this.#running.add(note);
    command.once('close', () => {
      this.#running.delete(note);
      note();
    });
    return command;
  }

  /** Runs any program in the folder. */
  exec(command: string, args: readonly string[]): Promise<Ran> {
    const options = { cwd: this.folder, env: this.#env, maxBuffer: 64 * 1024 * 1024 };
    return new Promise((resolve) => {
      const child = execFile(command, args, options, (_error, stdout, stderr) => {
        this.#note(args, child.exitCode, stderr);
        resolve({ code: child.exitCode, stdout, stderr });
      });
    });
  }

  #note(args: readonly string[], code: number | null, stderr: string): void {
    if (code !== 0) this.#refusals.push(`exit code ${code}: ${args.join(' ')}\n${stderr}`);
  }

  /** A study's results and provenance, as the command line prints them. */
  async results(
    study: string,
  ): Promise<{ results: Results; provenance: Provenance; text: string }> {
    const { stdout, stderr, code } = await this.epochal('results', study, '--json');
    if (code !== 0) throw new Error(stderr);
    const parsed = JSON.parse(stdout) as { results: Results; provenance: Provenance };
    return { ...parsed, text: JSON.stringify(parsed.results) };
  }

  /** What the supervisor wrote, or null. */
  supervisor(): SupervisorFile | null {
    const file = join(this.folder, '.epochal/supervisor.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SupervisorFile) : null;
  }

  /** Stops what runs in the folder, and removes it; its logs stay for the reporter, if a test has failed. */
  async remove(): Promise<void> {
    for (const note of this.#running) note();
    await this.epochal('down');
    const logs = join(this.folder, '.epochal/logs');
    const testFile = basename(expect.getState().testPath!);
    const kept = join(process.env['EPOCHAL_TEST_LOGS']!, testFile, basename(this.folder));
    if (existsSync(logs)) cpSync(logs, kept, { recursive: true });
    mkdirSync(kept, { recursive: true });
    for (const [i, text] of this.#refusals.entries()) {
      writeFileSync(join(kept, `command-${i + 1}.log`), text);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The parts of the supervisor's file that tests use. */
export interface SupervisorFile {
  readonly address: string;
  readonly ui: string;
  readonly supervisor: { readonly pid: number };
  readonly server: { readonly process: { readonly pid: number } } | null;
  readonly worker: { readonly process: { readonly pid: number } } | null;
}

/** The study of the README. */
export const RELU = join(packageRoot, 'specs/relu.yaml');

/** Overrides that keep a study real but short: few samples, few epochs. */
export function small(epochs: number): string[] {
  return [
    '--set',
    'data.split={train: 2000, validation: 500}',
    '--set',
    `training.epochs=${epochs}`,
  ];
}

/** A port that nobody listens on, here and 1000 higher where the Web UI will be. */
export async function freePort(): Promise<number> {
  const listen = async (port: number): Promise<number | null> => {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    const ok = await Promise.race([once(server, 'listening'), once(server, 'error')]).then(
      () => server.listening,
      () => false,
    );
    const { port: chosen = null } = (server.address() ?? {}) as { port?: number };
    server.close();
    return ok ? chosen : null;
  };
  for (;;) {
    const port = await listen(0);
    if (port !== null && port < 64_000 && (await listen(port + 1000)) !== null) return port;
  }
}

/** How many epochs of a study are committed, of all its trials. */
export async function committed(workspace: Workspace, study: string): Promise<number> {
  const ran = await workspace.epochal('results', study, '--json');
  if (ran.code !== 0) return 0;
  const { results } = JSON.parse(ran.stdout) as { results: Results };
  return results.trials.reduce((sum, { epochs }) => sum + epochs.length, 0);
}

/** Waits until a started command has printed a text. */
export async function untilPrinted(command: ChildProcess, text: string): Promise<void> {
  let printed = '';
  for await (const chunk of command.stdout!.iterator({ destroyOnReturn: false })) {
    printed += String(chunk);
    if (printed.includes(text)) break;
  }
  command.stdout!.resume();
}

/** As long as a test may take (jest.config.json): looking on after it would keep jest from ending. */
const TEST_MS = 120_000;

/** Calls `look` until it returns something; real processes give no other sign. */
export async function eventually<T>(
  look: () => T | false | null | undefined | Promise<T | false | null | undefined>,
): Promise<T> {
  for (const began = performance.now(); performance.now() - began < TEST_MS;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    await new Promise(setImmediate);
  }
  throw new Error('what the test looks for never came');
}

// The tests bring their own server.
function withoutTemporal(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(TEMPORAL|EPOCHAL)_/.test(name));
  return Object.fromEntries(kept);
}
