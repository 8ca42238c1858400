import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTemporal } from '../../cli/setup/temporal.ts';
import { packageRoot } from '../../environment/package.ts';
import type { Provenance, StepOutput } from '../../study/results.ts';
import { copyExample, linkPackage } from './examples.ts';
import { Workspace, eventually } from './workspace.ts';

describe('the example of a step of one’s own, in a worker of its own', () => {
  const workspace = new Workspace();
  let worker: ChildProcess;

  beforeAll(async () => {
    copyExample('latency', workspace.folder);
    linkPackage(workspace.folder);
    expect((await workspace.epochal('up')).code).toBe(0);
    worker = spawn(process.execPath, ['worker.js'], {
      cwd: workspace.folder,
      env: { ...process.env, TEMPORAL_ADDRESS: workspace.supervisor()!.address },
      stdio: 'ignore',
    });
  });
  afterAll(async () => {
    worker.kill('SIGTERM');
    await once(worker, 'exit');
    await workspace.remove();
  });

  async function run(spec: string): Promise<{ code: number | null; stdout: string }> {
    writeFileSync(join(workspace.folder, 'study.yaml'), spec);
    const { path } = (await findTemporal())!;
    return workspace.exec(path, [
      ...['workflow', 'execute', '--address', workspace.supervisor()!.address],
      ...['--task-queue', 'mine', '--type', 'study', '--workflow-id', 'latency'],
      ...['--input-file', 'study.yaml', '--input-meta', 'encoding=binary/plain', '-o', 'json'],
    ]);
  }

  async function found(): Promise<{ outputs: StepOutput[]; provenance: Provenance }> {
    const { stdout } = await workspace.epochal('results', 'latency', '--json');
    return JSON.parse(stdout) as { outputs: StepOutput[]; provenance: Provenance };
  }

  const spec = readFileSync(join(packageRoot, 'examples/latency/study.yaml'), 'utf8');

  test('gives each trial’s weights and time, in results and report', async () => {
    expect((await run(spec)).code).toBe(0);
    const { outputs } = await found();
    // 784 inputs and 10 classes: 784·u + u of the first layer, 10·u + 10 of the second.
    const weights = (units: number): number => 784 * units + units + 10 * units + 10;
    expect(outputs).toEqual(
      [16, 64].map((units) => ({
        step: 'latency',
        uses: 'acme/latency',
        variant: { 'model.hidden.units': units },
        seed: 0,
        values: {
          weights: weights(units),
          bytes: 4 * weights(units),
          milliseconds: expect.any(Number) as number,
        },
      })),
    );
    expect((await workspace.epochal('results', 'latency')).stdout).toContain('milliseconds');
    const report = readFileSync(join(workspace.folder, 'reports/latency/report.html'), 'utf8');
    expect(report).toContain('<h2>Latency</h2>');
    expect(report).toContain(String(weights(64)));
  });

  test('measures nothing again that it has measured: another study of the same models finds it', async () => {
    const before = await found();
    expect(
      (await run(spec.replace('What does a wider', 'Once more, what does a wider'))).code,
    ).toBe(0);
    expect((await found()).outputs).toEqual(before.outputs);
    const measured = (await found()).provenance.events.filter(
      ({ step }) => step === 'acme/latency',
    );
    expect(measured).toEqual([]);
  });

  test('says what is wrong with inputs that it does not take', async () => {
    const wrong = spec.replace('runs: 500', 'runs: many, times: 3');
    const ran = await run(wrong);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('`runs` takes a number, not the text');
    expect(ran.stdout).toContain('A `acme/latency` step has no input `times`.');
  });

  test('is unknown to a worker that does not have it, which says so', async () => {
    const ran = await workspace.epochal('run', 'study.yaml', '--set', 'study=elsewhere');
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('This worker has no step `acme/latency` registered');
  });
});

/** Doubles its input; says no for the seed 1. */
const PROGRAM = `
import json
inputs = json.load(open('inputs.json'))
if inputs['seed'] == 1: raise SystemExit('no luck')
size = len(open(inputs['model']['state'], 'rb').read())
open('twice.txt', 'w').write(str(2 * size))
print('measured')
json.dump({'size': size, 'big': size > 100, 'twice': {'file': 'twice.txt'}}, open('outputs.json', 'w'))
`;
const SUM = `
import json
inputs = json.load(open('inputs.json'))
each = inputs['sizes']
json.dump({'total': sum(one['value'] for one in each if one['value'] is not None),
           'tested': sum(0 <= one['value'] <= 1 for one in inputs['accuracies']),
           'models': sorted(one['value']['epoch'] > 0 for one in inputs['models']),
           'missing': [one['seed'] for one in each if one['value'] is None]}, open('outputs.json', 'w'))
`;

const COUNT = "import sys; open(sys.argv[1], 'a').write('once\\n')";
/** Waits for ever, in a process that it has started. */
const WAIT = `
import os, subprocess, sys
child = subprocess.Popen(['sleep', 'infinity'])
open(sys.argv[1], 'w').write(f'{os.getpid()} {child.pid}')
child.wait()
`;

describe('programs as steps', () => {
  const workspace = new Workspace({ EPOCHAL_COMMANDS: 'python3', SECRET: 'swordfish' });
  afterAll(() => workspace.remove());

  const study = (name: string, seeds: string): object => ({
    epochal: 1,
    study: name,
    data: {
      csv: {
        file: join(packageRoot, 'specs/penguins.csv'),
        target: 'species',
        categorical: ['island', 'sex'],
        ignore: ['year'],
      },
    },
    model: { layers: [{ dense: { units: 3 } }] },
    training: { epochs: 2, batchSize: 32, optimizer: { sgd: { learningRate: 0.01 } } },
    seeds: JSON.parse(seeds) as number[],
    steps: {
      measure: {
        uses: 'command',
        per: 'trial',
        command: ['python3', '-c', PROGRAM],
        with: { model: '${{ steps.train.best }}', seed: '${{ seed }}' },
        outputs: { size: 'number', big: 'boolean', twice: 'artifact' },
        retry: { maximumAttempts: 2, initialInterval: '10ms' },
      },
      never: {
        uses: 'command',
        per: 'trial',
        if: 'not steps.measure.big and steps.measure.size > 0',
        command: ['python3', '-c', 'raise SystemExit(1)'],
      },
      environment: {
        uses: 'command',
        per: 'study',
        command: [
          'python3',
          '-c',
          'import json, os; json.dump({"names": sorted(os.environ)}, open("outputs.json", "w"))',
        ],
        outputs: { names: 'json' },
      },
      sum: {
        uses: 'command',
        per: 'study',
        command: ['python3', '-c', SUM],
        with: {
          sizes: '${{ steps.measure.size }}',
          accuracies: '${{ steps.test.metrics.accuracy }}',
          models: '${{ steps.train.best }}',
        },
        outputs: { total: 'number', tested: 'number', models: 'json', missing: 'json' },
      },
      report: { needs: ['sum'] },
    },
  });

  async function run(
    name: string,
    seeds: string,
  ): Promise<Awaited<ReturnType<Workspace['epochal']>>> {
    writeFileSync(join(workspace.folder, 'study.json'), JSON.stringify(study(name, seeds)));
    return workspace.epochal('run', 'study.json');
  }

  async function outputs(name: string): Promise<Map<string, StepOutput['values'][]>> {
    const { stdout } = await workspace.epochal('results', name, '--json');
    const found = (JSON.parse(stdout) as { outputs: StepOutput[] }).outputs;
    return groups(found);
  }

  test('run per trial and per study, take models and what the trials gave, and skip', async () => {
    expect((await run('programs', '[0, 2]')).code).toBe(0);
    const given = await outputs('programs');
    expect([...given.keys()]).toEqual(['measure', 'environment', 'sum']);
    const [first, second] = given.get('measure')!;
    expect(first!['size']).toBe(second!['size']);
    expect(given.get('sum')).toEqual([
      { total: 2 * Number(first!['size']), tested: 2, models: [true, true], missing: [] },
    ]);
    const digest = String(first!['twice']);
    const file = join(
      workspace.folder,
      '.epochal/store/artifacts',
      digest.slice(7, 9),
      digest.slice(9),
    );
    expect(readFileSync(file, 'utf8')).toBe(String(2 * Number(first!['size'])));
    const report = readFileSync(join(workspace.folder, 'reports/programs/report.html'), 'utf8');
    expect(report).toContain('<h2>Measure</h2>');
    expect(report).toContain('<h2>Sum</h2>');
    // Not needed by the report, and so perhaps not there yet when it is written.
    expect(report).not.toContain('<h2>Environment</h2>');
  });

  test('what the store has lost of what they gave is made again by the next run', async () => {
    const before = await outputs('programs');
    const store = join(workspace.folder, '.epochal/store');
    const file = (kind: string, digest: string): string =>
      join(store, kind, digest.slice(7, 9), digest.slice(9));
    const [first, second] = before.get('measure')!;
    rmSync(file('artifacts', String(first!['twice'])), { force: true });
    rmSync(file('artifacts', String(second!['twice'])), { force: true });
    for (const ref of readdirSync(join(store, 'refs/outputs'), {
      recursive: true,
      encoding: 'utf8',
    })) {
      if (!/sum\/study\/\d+\.json$/.test(ref)) continue;
      const { key } = JSON.parse(readFileSync(join(store, 'refs/outputs', ref), 'utf8')) as {
        key: string;
      };
      rmSync(file('records', key), { force: true });
    }
    const lost = await workspace.epochal('results', 'programs');
    expect(lost.code).toBe(3);
    expect(lost.stderr).toContain('The store has lost what the step sum gave.');
    expect((await run('programs', '[0, 2]')).code).toBe(0);
    expect(await outputs('programs')).toEqual(before);
    expect(existsSync(file('artifacts', String(first!['twice'])))).toBe(true);
  });

  test('see nothing of the worker’s environment but what a program needs', async () => {
    const [environment] = (await outputs('programs')).get('environment')!;
    const names = environment!['names'] as string[];
    expect(names).toEqual(expect.arrayContaining(['HOME', 'LANG', 'PATH']));
    // What starts Python may add names of its own.
    expect(names.filter((name) => /SECRET|^(EPOCHAL|TEMPORAL|AWS|npm)_/.test(name))).toEqual([]);
  });

  test('a program that fails is tried as often as the spec says; its trial fails with its last words', async () => {
    const ran = await run('unlucky', '[0, 1]');
    expect(ran.code).toBe(1);
    expect(ran.stdout + ran.stderr).toContain('no luck');
    const given = await outputs('unlucky');
    expect(given.get('sum')).toEqual([
      expect.objectContaining({ total: given.get('measure')![0]!['size'], missing: [1] }),
    ]);
    const { results } = await workspace.results('unlucky');
    expect(results.trials.map(({ status }) => status)).toEqual(['done', 'failed']);
    expect(results.trials[1]!.epochs).toHaveLength(2);
  });

  /** A study of one trial whose one own step leaves a line in a file each time it runs. */
  const counting = (name: string, step: object): object => {
    const { steps: _, ...rest } = study(name, '[0]') as { steps: object };
    const command = ['python3', '-c', COUNT, join(workspace.folder, 'count.txt')];
    const inputs = { model: '${{ steps.train.best }}' };
    return {
      ...rest,
      steps: { count: { uses: 'command', per: 'trial', command, with: inputs, ...step } },
    };
  };

  async function runCounting(name: string, step: object): ReturnType<Workspace['epochal']> {
    writeFileSync(join(workspace.folder, 'study.json'), JSON.stringify(counting(name, step)));
    return workspace.epochal('run', 'study.json');
  }

  const runs = (): number =>
    readFileSync(join(workspace.folder, 'count.txt'), 'utf8').trim().split('\n').length;

  test('are found again by their inputs and version, also from another study', async () => {
    expect((await runCounting('count-one', {})).code).toBe(0);
    expect(runs()).toBe(1);
    expect((await runCounting('count-two', {})).code).toBe(0);
    expect(runs()).toBe(1);
    expect((await runCounting('count-three', { version: 1 })).code).toBe(0);
    expect(runs()).toBe(2);
  });

  test('are ended when their time is up, with what they have started', async () => {
    const ran = await runCounting('late', {
      command: ['python3', '-c', WAIT, join(workspace.folder, 'late.txt')],
      timeout: '1s',
      retry: { maximumAttempts: 1 },
    });
    expect(ran.code).toBe(1);
    await ended('late.txt');
  });

  test('are ended when the study is stopped', async () => {
    const command = ['python3', '-c', WAIT, join(workspace.folder, 'stopped.txt')];
    const spec = counting('stopped', { command });
    writeFileSync(join(workspace.folder, 'study.json'), JSON.stringify(spec));
    expect((await workspace.epochal('run', 'study.json', '--detach')).code).toBe(0);
    await eventually(() => existsSync(join(workspace.folder, 'stopped.txt')));
    expect((await workspace.epochal('stop', 'stopped')).code).toBe(0);
    await ended('stopped.txt');
  });

  /** Waits until the processes are gone that have written their numbers to a file. */
  async function ended(file: string): Promise<void> {
    const pids = await eventually(() => {
      const written = readFileSync(join(workspace.folder, file), 'utf8').trim().split(' ');
      return written.length === 2 && written.map(Number);
    });
    await eventually(() => pids.every((pid) => !existsSync(`/proc/${pid}`)));
  }

  test('a program that the worker does not allow is refused, with what would allow it', async () => {
    const spec = study('forbidden', '[0]') as { steps: Record<string, { command?: string[] }> };
    spec.steps['environment']!.command = ['sh', '-c', 'echo'];
    writeFileSync(join(workspace.folder, 'study.json'), JSON.stringify(spec));
    const ran = await workspace.epochal('run', 'study.json');
    expect(ran.code).toBe(1);
    expect(ran.stdout + ran.stderr).toContain(
      'This worker does not run "sh". It allows python3. Whoever starts the worker allows programs by EPOCHAL_COMMANDS',
    );
  });
});

function groups(found: readonly StepOutput[]): Map<string, StepOutput['values'][]> {
  const byStep = new Map<string, StepOutput['values'][]>();
  for (const { step, values } of found) byStep.set(step, [...(byStep.get(step) ?? []), values]);
  return byStep;
}
