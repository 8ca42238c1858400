import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { distFile } from '../../environment/package.ts';
import { eventually, RELU, Workspace } from '../e2e/workspace.ts';
import type { Ran } from '../e2e/workspace.ts';

const workspace = new Workspace();
const inside = (name: string): string => join(workspace.folder, name);

/** Runs the command line in the common folder with some environment of its own. */
async function epochalWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ran> {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const command = [process.execPath, distFile('cli/main.js'), ...args];
  return workspace.exec('env', [...variables, ...command]);
}

/** Every mistake ends like this: the code, a sentence on standard error, nothing else. */
function expectSentence(ran: Ran, code: number, sentence: string): void {
  expect(ran.stderr).toContain(sentence);
  expect(ran.stderr).not.toMatch(/^\s+at |bug in Epochal/m);
  expect(ran.stdout).toBe('');
  expect(ran.code).toBe(code);
}

beforeAll(() => {
  writeFileSync(inside('a-file'), '');
  writeFileSync(inside('bad.toml'), 'a b');
  mkdirSync(inside('a-folder'));
});
afterAll(() => workspace.remove());

describe('a spec that can’t be read', () => {
  test('a folder is said to be one', async () => {
    const ran = await workspace.epochal('validate', 'a-folder');
    expectSentence(ran, 2, 'Can\'t read the spec "a-folder": it is a folder, not a file.');
  });

  test('an endless device is not read to its end', async () => {
    const ran = await workspace.epochal('validate', '/dev/zero');
    expectSentence(ran, 2, 'Can\'t read the spec "/dev/zero": it is far too large for a spec.');
  });

  test('a pipe is read like a file', async () => {
    const piped = `cat '${RELU}' | '${process.execPath}' '${distFile('cli/main.js')}' validate /dev/stdin`;
    const ran = await workspace.exec('sh', ['-c', piped]);
    expect(ran.stdout).toContain('/dev/stdin is valid: relu@');
  });
});

describe('a setting that can’t be', () => {
  const run = ['run', RELU];
  test.each([
    [{ EPOCHAL_SLOTS: 'abc' }, run, 'EPOCHAL_SLOTS is "abc", expected a whole number'],
    [{ EPOCHAL_SLOTS: 'abc' }, ['doctor'], 'EPOCHAL_SLOTS is "abc", expected a whole number'],
    [{ EPOCHAL_SLOTS: '257' }, ['up'], 'EPOCHAL_SLOTS is "257", expected a whole number'],
    [{}, ['worker', '--slots', '-1'], '--slots is "-1", expected a whole number from 0 to 256'],
    [{ EPOCHAL_BACKEND: 'tpu' }, run, 'EPOCHAL_BACKEND is "tpu", expected one of auto,'],
    [{ EPOCHAL_BACKEND: 'tpu' }, ['worker'], 'EPOCHAL_BACKEND is "tpu", expected one of auto,'],
    [{ EPOCHAL_STORE: 'a-file' }, ['status'], 'The store "a-file" is a file, expected a folder'],
    [{ EPOCHAL_STORE: 'a-file' }, run, 'The store "a-file" is a file, expected a folder'],
    [{ EPOCHAL_STORE: 'http://x' }, ['status'], '"http://x" is neither a path nor in S3'],
    [{ TEMPORAL_CONFIG_FILE: 'bad.toml' }, ['stop', 'relu'], "Temporal's settings can't be used"],
    [{ TEMPORAL_PROFILE: 'none' }, ['stop', 'relu'], "Profile 'none' not found"],
  ])('%j ends `epochal %j` with 2 and is named', async (env, args, sentence) => {
    // Nothing is started before the mistake is told.
    expectSentence(await epochalWith(env, ...args), 2, sentence);
    expect(existsSync(inside('.epochal/supervisor.json'))).toBe(false);
  });
});

describe('an export', () => {
  test.each([
    [['relu'], 'Say what to write, and where: --to <folder> for a model, --tensorboard <folder>'],
    [
      ['relu', '--seed', '0', '--mlflow', 'x'],
      '--variant, --seed, --fold and --epoch choose a model, and --to says where to write it.',
    ],
  ])('that does not say what it is of ends with a sentence: %j', async (args, sentence) => {
    expectSentence(await workspace.epochal('export', ...args), 2, sentence);
  });
});

describe('a name that can’t be a study’s', () => {
  test.each([
    ['results', ''],
    ['results', '..'],
    ['results', 'relu@xyz'],
    ['results', '../../etc/passwd'],
    ['export', 'a/b', '--to', 'x'],
  ])('`%s %j` says what one looks like', async (command, name, ...options) => {
    const ran = await workspace.epochal(command, name, ...options);
    expectSentence(
      ran,
      2,
      `${JSON.stringify(name)} can't be a study, expected a name such as relu`,
    );
  });

  test.each<[code: number, command: readonly string[]]>([
    [2, ['results', 'NAME']],
    [2, ['export', 'NAME', '--to', 'x']],
    [3, ['stop', 'NAME']],
    [2, ['validate', 'NAME']],
    [2, ['validate', RELU, '--set', 'NAME']],
    [2, ['NAME']],
  ])(
    'of 10 kB, or that would drive the terminal, ends with %i and few words: %j',
    async (code, command) => {
      for (const name of ['n'.repeat(10_000), 'a\u001B[2J\u009B2J\u202Eb']) {
        const args = command.map((argument) => (argument === 'NAME' ? name : argument));
        const ran = await workspace.epochal(...args);
        expect(ran.code).toBe(code);
        expect(ran.stderr.length).toBeLessThan(800);
        // eslint-disable-next-line no-control-regex
        expect(ran.stderr).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
      }
    },
  );

  test('`stop` without a name stops nothing', async () => {
    expectSentence(await workspace.epochal('stop', ''), 3, 'No study "" is running.');
  });

  test('`results` prints one form, not two', async () => {
    const ran = await workspace.epochal('results', 'relu', '--json', '--csv');
    expectSentence(ran, 2, "option '--csv' cannot be used with option '--json'");
  });
});

describe('what the operating system refuses', () => {
  test('is told as a sentence and ends with 3', async () => {
    const ran = await epochalWith({ EPOCHAL_STORE: 'a-file/store' }, 'run', RELU);
    expectSentence(
      ran,
      3,
      'Can\'t make the folder "a-file/store/tmp": a part of the path is a file',
    );
  });

  test('a reader that has seen enough is no error', async () => {
    const command = workspace.start('plan', RELU, '--json');
    command.stdout!.destroy();
    expect(await once(command, 'exit')).toEqual([0, null]);
  });
});

describe('a Temporal server', () => {
  test('that is not there is named by the worker too', async () => {
    const ran = await epochalWith({ TEMPORAL_ADDRESS: '127.0.0.1:9' }, 'worker');
    expectSentence(ran, 3, 'No Temporal server answers at 127.0.0.1:9.');
  });

  test('can’t have a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const ran = await workspace.epochal('server', '--port', String(port));
    other.close();
    // A port so high that its Web UI has none is refused for that.
    if (port > 64_535) expect(ran.code).toBe(2);
    else expectSentence(ran, 3, `The port ${port} is taken by another program.`);
  });
});

describe('while a server runs in the folder', () => {
  const folder = new Workspace({ EPOCHAL_BACKEND: 'wasm' });
  const address = (): string => folder.supervisor()!.address;
  beforeAll(() => folder.epochal('up'));
  afterAll(() => folder.remove());

  test('a second one is refused: both would write to one database', async () => {
    const ran = await folder.epochal('server');
    expectSentence(ran, 3, `This folder has a server already, at ${address()}.`);
  });

  test('a namespace that it does not have is named', async () => {
    const env = [`TEMPORAL_ADDRESS=${address()}`, 'TEMPORAL_NAMESPACE=nowhere'];
    const command = [process.execPath, distFile('cli/main.js')];
    const stopped = await folder.exec('env', [...env, ...command, 'stop', 'relu']);
    expectSentence(stopped, 3, "Namespace not found: 'nowhere'");
    const worker = await folder.exec('env', [...env, ...command, 'worker']);
    expect(worker.stderr).toContain('Namespace nowhere was not found');
    expect(worker.code).toBe(3);
  });

  test('`down` ends what a killed supervisor left, and says so only once', async () => {
    await eventually(() => folder.supervisor()?.worker);
    const { supervisor, server, worker } = folder.supervisor()!;
    process.kill(supervisor.pid, 'SIGKILL');
    await eventually(() => !isRunning(supervisor.pid) || null);
    expect((await folder.epochal('status')).stdout).toContain('The supervisor was killed');
    expect((await folder.epochal('down')).stdout).toMatch(/^Stopped\./);
    for (const kept of [server, worker]) expect(isRunning(kept!.process.pid)).toBe(false);
    expect((await folder.epochal('down')).stdout).toBe('Nothing is running in this folder.\n');
  });
});

/** Whether a process runs; one that only waits to be reaped does not. */
function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
  } catch {
    return false;
  }
}
