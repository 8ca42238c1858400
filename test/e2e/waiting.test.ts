import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { RELU, Workspace, eventually, freePort, small } from './workspace.ts';

describe('a study whose surroundings are away', () => {
  let workspace: Workspace;
  let port: number;
  let server: ChildProcess;
  const started: ChildProcess[] = [];
  const spec = [
    RELU,
    ...small(1000),
    '--set',
    'matrix.activation=[relu]',
    '--set',
    'hypotheses=[]',
  ];

  beforeAll(async () => {
    port = await freePort();
    workspace = new Workspace({ TEMPORAL_ADDRESS: `127.0.0.1:${port}`, EPOCHAL_SLOTS: '1' });
    server = startServer();
  });
  afterAll(async () => {
    for (const command of [...started].reverse()) await end(command);
    await workspace.remove();
  });

  function startServer(): ChildProcess {
    const command = workspace.start('server', '--port', String(port));
    started.push(command);
    return command;
  }

  function startWorker(env: NodeJS.ProcessEnv = {}): ChildProcess {
    const command = workspace.startWith(env, 'worker');
    started.push(command);
    return command;
  }

  async function end(command: ChildProcess): Promise<void> {
    if (command.exitCode !== null || command.signalCode !== null) return;
    command.kill('SIGTERM');
    await once(command, 'exit');
  }

  /** Waits until `status` prints a text; what it printed then. */
  function untilStatus(text: string): Promise<string> {
    return eventually(async () => {
      const { stdout } = await workspace.epochal('status');
      return stdout.includes(text) ? stdout : null;
    });
  }

  /** Waits until a watching `run` says what the study waits for. */
  function untilWatched(command: ChildProcess, text: string): Promise<void> {
    return new Promise((resolve) => {
      let said = '';
      command.stderr!.on('data', (chunk) => {
        said += String(chunk);
        if (said.includes(text)) resolve();
      });
    });
  }

  /** Waits until the study has more epochs than it had. */
  async function untilItGoesOn(before: number): Promise<number> {
    return eventually(async () => {
      const ran = await workspace.epochal('results', 'relu', '--json');
      if (ran.code !== 0) return null;
      const epochs = JSON.parse(ran.stdout).results.trials[0].epochs.length as number;
      return epochs > before ? epochs : null;
    });
  }

  test('waits for a worker, and goes on when there is one', async () => {
    await eventually(
      async () => (await workspace.epochal('run', ...spec, '--detach')).code === 0 || null,
    );
    const watching = workspace.start('run', ...spec);
    started.push(watching);
    await untilWatched(watching, 'no worker is on the task queue epochal');
    startWorker();
    await untilItGoesOn(1);
    expect(watching.exitCode).toBeNull();
  });

  test('waits for a worker with its store, names both, and goes on when there is one', async () => {
    const right = started.at(-1)!;
    await end(right);
    const { results } = await workspace.results('relu');
    const wrong = startWorker({ EPOCHAL_STORE: 'another' });
    const status = await untilStatus('This worker has the store');
    expect(status).toMatch(/^relu +relu@\w+ +waiting /m);
    expect(status).toContain('Give all workers of a task queue the same EPOCHAL_STORE');
    startWorker();
    await untilItGoesOn(results.trials[0]!.epochs.length + 2);
    await end(wrong);
  });

  test('is not given up by a worker whose store is away: it stays, and says so', async () => {
    const worker = startWorker({
      EPOCHAL_STORE: 's3://nowhere/epochal',
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${await freePort()}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'nobody',
      AWS_SECRET_ACCESS_KEY: 'nothing',
    });
    await untilWatched(worker, 'It is tried again until it is there.');
    expect(worker.exitCode).toBeNull();
    const ended = once(worker, 'exit');
    worker.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  test('waits for the server, and goes on when that is back', async () => {
    await end(server);
    const status = await untilStatus('The studies go on when it is back.');
    expect(status).toMatch(/^relu +relu@\w+ +waiting /m);
    const { results } = await workspace.results('relu');
    server = startServer();
    await untilItGoesOn(results.trials[0]!.epochs.length + 2);
    expect(await untilStatus('running')).not.toContain('Waiting');
  });
});
