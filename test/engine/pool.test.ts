import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setInterval } from 'node:timers/promises';

import { distFile } from '../../environment/package.ts';
import { TrainerPool } from '../../engine/pool.ts';
import type { TrainRequest } from '../../engine/protocol.ts';
import { EpochalError } from '../../study/errors.ts';
import { eventually } from '../e2e/workspace.ts';
import { evaluationOf, Workbench } from './requests.ts';

const IMAGES = 60_000;
const FEW = 1000;
const bench = new Workbench();
const data = bench.images(IMAGES);
const pools: TrainerPool[] = [];

function open(options: ConstructorParameters<typeof TrainerPool>[0]): TrainerPool {
  const pool = new TrainerPool(options);
  pools.push(pool);
  return pool;
}

/** An epoch that is soon over. */
function shortEpoch(activation: 'linear' | 'relu' = 'relu'): TrainRequest {
  const request = bench.firstEpoch(data, IMAGES, activation);
  return { ...request, samples: bench.put('few', fewSamples()) };
}

function fewSamples(): Uint8Array {
  return new Uint8Array(BigInt64Array.from({ length: FEW }, (_, i) => BigInt(i)).buffer);
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});
afterAll(() => bench.remove());

test.each([
  ['killed', 'SIGKILL', 15_000, /^the trainer \d+ was ended by SIGKILL/],
  [
    'stopped until the watchdog ends it',
    'SIGSTOP',
    5000,
    /^the trainer \d+ hung: it sent nothing for 5000 ms/,
  ],
] as const)(
  'a trainer that is %s is TRAINER_LOST, and its successor computes the same',
  async (_how, signal, hangTimeoutMs, message) => {
    const request = bench.firstEpoch(data, IMAGES);
    const pool = open({ slots: 1, hangTimeoutMs });
    let victim: number | undefined;
    const lost = pool.run(request, {
      onProgress: () => {
        victim ??= pool.pids()[0]!;
        process.kill(victim, signal);
      },
    });
    await expect(lost).rejects.toMatchObject({
      code: 'TRAINER_LOST',
      message: expect.stringMatching(message),
      details: { hung: signal === 'SIGSTOP' },
    });
    const again = await pool.run(request);
    expect(pool.pids()).not.toContain(victim);
    const undisturbed = await open({ slots: 1 }).run({ ...request, output: bench.output() });
    expect(again).toEqual(undisturbed);
  },
);

test('a trainer ends when its parent is killed', async () => {
  const parent = spawn(process.execPath, [
    '--eval',
    `const { TrainerPool } = require(${JSON.stringify(distFile('engine/pool.js'))});
     const pool = new TrainerPool({ slots: 1 });
     pool.describe().then(() => console.log(pool.pids()[0]));`,
  ]);
  const trainer = await new Promise<number>((resolve) => {
    parent.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())));
  });
  process.kill(trainer, 0); // it lives
  parent.kill('SIGKILL');
  for await (const _ of setInterval(10)) if (!isAlive(trainer)) break;
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('the parent loads neither TensorFlow.js nor the addon', () => {
  const script = `
    const { TrainerPool } = require(${JSON.stringify(distFile('engine/pool.js'))});
    const pool = new TrainerPool({ slots: 1 });
    pool.describe().then(({ engine }) => {
      const modules = Object.keys(require.cache).filter((path) => /tfjs|tensorflow/.test(path));
      const libraries = process.report.getReport().sharedObjects.filter((path) => /tensorflow|tfjs/.test(path));
      console.log(JSON.stringify({ backend: engine.backend, modules, libraries }));
      return pool.close();
    });`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' });
  expect({ stderr, ...JSON.parse(stdout) }).toEqual({
    stderr: '',
    backend: expect.any(String),
    modules: [],
    libraries: [],
  });
});

test('an aborted request ends with the signal’s reason, and its trainer goes on', async () => {
  const pool = open({ slots: 1 });
  await pool.describe();
  const [pid] = pool.pids();
  const controller = new AbortController();
  const reason = new Error('no longer wanted');
  const request = bench.firstEpoch(data, IMAGES);
  const aborted = pool.run(request, {
    signal: controller.signal,
    onProgress: () => controller.abort(reason),
  });
  const queued = pool.run(request, { signal: controller.signal });
  await expect(aborted).rejects.toBe(reason);
  await expect(queued).rejects.toBe(reason);
  expect(existsSync(request.output)).toBe(false);
  await pool.run(shortEpoch());
  expect(pool.pids()).toEqual([pid]);
});

test('a state goes to the trainer that has it warm', async () => {
  const pool = open({ slots: 2 });
  const requests = [shortEpoch('linear'), shortEpoch('relu')];
  const trained = await Promise.all(requests.map((request) => pool.run(request)));
  for (const [i, { state }] of [...trained.entries()].reverse()) {
    rmSync(requests[i]!.output); // only the trainer that made it can answer now
    const { metrics } = await pool.run(evaluationOf(requests[i]!, state));
    expect(metrics.accuracy).toBeGreaterThan(0);
  }
});

test('progress names batches and the loss so far', async () => {
  const seen: unknown[] = [];
  await open({ slots: 1 }).run(bench.firstEpoch(data, IMAGES), {
    onProgress: (progress) => seen.push(progress),
  });
  expect(seen).not.toHaveLength(0);
  for (const progress of seen) {
    expect(progress).toEqual({
      batch: expect.any(Number),
      batches: Math.ceil(IMAGES / 128),
      loss: expect.any(Number),
    });
  }
});

test('a missing artifact’s digest comes back', async () => {
  const request = shortEpoch();
  rmSync(request.samples.path);
  await expect(open({ slots: 1 }).run(request)).rejects.toMatchObject({
    code: 'ARTIFACT_MISSING',
    details: { digest: request.samples.digest },
  });
});

test('a backend that does not exist is named, with those that do', async () => {
  const pool = open({ slots: 1, env: { EPOCHAL_BACKEND: 'tenserflow' } });
  await expect(pool.describe()).rejects.toMatchObject({
    code: 'USAGE',
    message: 'EPOCHAL_BACKEND is "tenserflow"; it can be auto, tensorflow-gpu, tensorflow, wasm',
  });
});

test('an aborted request ends its trainer when that does not stop', async () => {
  const pool = open({ slots: 1 });
  const controller = new AbortController();
  const reason = new Error('no longer wanted');
  const aborted = pool.run(bench.firstEpoch(data, IMAGES), {
    signal: controller.signal,
    onProgress: () => {
      process.kill(pool.pids()[0]!, 'SIGSTOP');
      controller.abort(reason);
    },
  });
  await expect(aborted).rejects.toBe(reason);
  expect(pool.pids()).toEqual([]);
});

test('an exception that nobody foresaw comes back with its stack, as the bug it is', async () => {
  const request = shortEpoch();
  const bad = { ...request, training: { ...request.training, layers: null } } as never;
  const pool = open({ slots: 1 });
  const bug = await pool.run(bad).catch((error: unknown) => error);
  expect(bug).not.toBeInstanceOf(EpochalError);
  expect(bug).toMatchObject({ stack: expect.stringMatching(/^TypeError: .*\n\s+at .*engine\//) });
  await pool.run(request);
});

test.each(['tensorflow', 'wasm'] as const)(
  'a trainer on %s that runs out of memory says so or dies, and the next one computes',
  async (backend) => {
    const pool = open({ slots: 1, backend });
    await pool.describe();
    const [pid] = pool.pids();
    limitMemory(pid!);
    const request = bench.firstEpoch(data, IMAGES);
    const failure = await pool.run(request).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: expect.stringMatching(/^(ENGINE_FAILED|TRAINER_LOST)$/),
      message: expect.stringMatching(/memory|alloc/i),
    });
    await pool.run(shortEpoch());
    expect(pool.pids()).not.toContain(pid);
  },
);

// With 46 to 54 MB left TensorFlow's first matrix product gets no buffer, and goes on with slower code
// that rounds differently.
test('a trainer with too little memory computes nothing, rather than other bytes', async () => {
  const { state } = await open({ slots: 1 }).run(shortEpoch());
  const pool = open({ slots: 1 });
  await pool.describe();
  limitMemory(pool.pids()[0]!, 50_000_000);
  await expect(pool.run(shortEpoch())).rejects.toMatchObject({
    code: 'ENGINE_FAILED',
    message: expect.stringContaining('Raise the limit on address space'),
  });
  expect((await pool.run(shortEpoch())).state).toBe(state);
});

test('a trainer that can’t start is lost with its last words', async () => {
  const broken = bench.put('broken.cjs', Buffer.from('throw new Error("broken on purpose");'));
  const pool = open({ slots: 1, env: { NODE_OPTIONS: `--require=${broken.path}` } });
  await expect(pool.describe()).rejects.toMatchObject({
    code: 'TRAINER_LOST',
    message: expect.stringMatching(/ended with exit code 1; its last words: .*broken on purpose/s),
  });
  expect(pool.pids()).toEqual([]);
});

test('a process that exits takes its trainers along, also one that loads its engine', async () => {
  const parent = spawn(process.execPath, [
    '--eval',
    `const { TrainerPool } = require(${JSON.stringify(distFile('engine/pool.js'))});
     const pool = new TrainerPool({ slots: 1 });
     pool.describe();
     process.kill(pool.pids()[0], 'SIGSTOP');
     console.log(pool.pids()[0]);
     setImmediate(() => process.exit(0));`,
  ]);
  const [text] = (await once(parent.stdout, 'data')) as [Buffer];
  await eventually(() => (isAlive(Number(text.toString())) ? null : true));
});

/** As many bytes of address space as it has, and `left` more. */
function limitMemory(pid: number, left = 0): void {
  const [pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  spawnSync('prlimit', ['--pid', String(pid), `--as=${Number(pages) * 4096 + left}`]);
}

test('closing fails what is under way and what waits, and leaves no process', async () => {
  const pool = open({ slots: 1 });
  const running = pool.run(bench.firstEpoch(data, IMAGES));
  const waiting = pool.run({ type: 'describe' });
  const settled = Promise.allSettled([running, waiting]);
  const pids = pool.pids();
  await pool.close();
  for (const result of await settled) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'TRAINER_LOST' } });
  }
  expect(pids.filter(isAlive)).toEqual([]);
});
