import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDigest } from '../study/digest.ts';
import { EpochalError } from '../study/errors.ts';
import { LIMITS } from '../study/limits.ts';
import type { StepContext } from './step-definition.ts';

/** How much of a program's last words is kept, for the error if it fails. */
const TAIL_CHARS = 2_000;
/** Longest time from the request to end until the program is killed. */
const STOP_MS = 2_000;
/** How long what a program has started may hold its output, once it has ended itself. */
const LINGER_MS = 1_000;
const PREFIX = 'epochal-command-';

/**
 * Runs a program that the worker allows, in an empty folder of its own, without a shell and without
 * the worker's environment, which may hold secrets. It finds `inputs.json` there, in which each
 * artifact is the path of a copy, and leaves `outputs.json`, in which each artifact is the path of
 * a file.
 *
 * @throws EpochalError COMMAND_NOT_ALLOWED
 */
export async function runCommandStep(
  allowed: readonly string[],
  line: readonly string[],
  inputs: Readonly<Record<string, unknown>>,
  context: StepContext,
): Promise<unknown> {
  const [program = '', ...args] = line;
  if (!allowed.includes(program)) throw notAllowed(program, allowed);
  const folder = await realpath(await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`)));
  try {
    const given = await withFiles(inputs, folder, context);
    await writeFile(join(folder, 'inputs.json'), `${JSON.stringify(given, null, 2)}\n`);
    await run(program, args, folder, context);
    return await readOutputs(folder, context);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes the folders of programs whose workers are gone. */
export async function sweepCommandFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`).exec(name) ?? [];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    // Another user's is not ours to remove.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** The inputs with paths of copies in place of digests. */
async function withFiles(
  inputs: Readonly<Record<string, unknown>>,
  folder: string,
  { store }: StepContext,
): Promise<unknown> {
  const copies = new Map<string, string>();
  const fill = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(fill));
    if (typeof value === 'object' && value !== null) {
      const members = Object.entries(value).map(
        async ([name, member]) => [name, await fill(member)] as const,
      );
      return Object.fromEntries(await Promise.all(members));
    }
    if (!isDigest(value)) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    const copy = `artifact-${copies.size}`;
    copies.set(value, copy);
    // Not the store's own file: the program may change what it is given.
    await copyFile(await store.file(value), join(folder, copy), constants.COPYFILE_FICLONE);
    return copy;
  };
  return fill(inputs);
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  { progress, signal }: StepContext,
): Promise<void> {
  signal.throwIfAborted();
  const { PATH, HOME } = process.env;
  const child = spawn(program, args, {
    cwd,
    env: { PATH, HOME, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group, so that what the program has started ends with it
  });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-TAIL_CHARS);
      const last = tail.trimEnd().split('\n').at(-1) ?? '';
      if (last !== '') progress({ says: last.slice(-200) });
    });
  }
  const end = (): void => void endGroup(child);
  signal.addEventListener('abort', end);
  try {
    const ended = await new Promise<string | null>((done, fail) => {
      child.once('error', fail);
      child.once('exit', (code, killedBy) => {
        const how = code === null ? `was ended by ${killedBy}` : `ended with ${code}`;
        const say = (): void => done(code === 0 ? null : how);
        child.once('close', say);
        setTimeout(say, LINGER_MS).unref();
      });
    });
    signal.throwIfAborted();
    if (ended === null) return;
    const said = tail.trim() === '' ? ', and said nothing' : `. Its last words:\n${tail.trim()}`;
    throw new Error(`${program} ${ended}${said}`);
  } finally {
    signal.removeEventListener('abort', end);
    killGroup(child, 'SIGKILL'); // what it has started, and left behind
  }
}

async function endGroup(child: ChildProcess): Promise<void> {
  killGroup(child, 'SIGTERM');
  await delay(STOP_MS);
  killGroup(child, 'SIGKILL');
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // the group has ended
  }
}

async function readOutputs(folder: string, { store }: StepContext): Promise<unknown> {
  const file = join(folder, 'outputs.json');
  const text = await readFile(file, 'utf8').catch(() => '{}');
  if (text.length > LIMITS.outputBytes) {
    throw new Error(
      `outputs.json has ${text.length} characters, the most is ${LIMITS.outputBytes}`,
    );
  }
  const outputs = parsed(text);
  const stored = Object.entries(outputs).map(async ([name, value]) => {
    const path = fileOf(value);
    if (path === null) return [name, value] as const;
    const inside = await realpath(resolve(folder, path)).catch(() => null);
    if (inside === null || !inside.startsWith(folder + sep)) {
      throw new Error(
        `outputs.json names the file ${JSON.stringify(path)}, which is not in its folder`,
      );
    }
    return [name, await store.write(await readFile(inside))] as const;
  });
  return Object.fromEntries(await Promise.all(stored));
}

function parsed(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`outputs.json is no JSON: ${(error as Error).message}`, { cause: error });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Error('outputs.json holds no object');
}

/** The path in `{ "file": "model.onnx" }`, which is how an artifact is given. */
function fileOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { file, ...rest } = value as { readonly file?: unknown };
  return typeof file === 'string' && Object.keys(rest).length === 0 ? file : null;
}

function notAllowed(program: string, allowed: readonly string[]): EpochalError {
  const list = allowed.length === 0 ? 'It allows none.' : `It allows ${allowed.join(', ')}.`;
  return new EpochalError(
    'COMMAND_NOT_ALLOWED',
    `This worker does not run ${JSON.stringify(program)}. ${list} Whoever starts the worker allows ` +
      'programs by EPOCHAL_COMMANDS, a list with colons between.',
    { program, allowed },
  );
}
