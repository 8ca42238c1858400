import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RELU, Workspace, small } from './workspace.ts';

describe('a study, in one command', () => {
  const workspace = new Workspace();
  afterAll(() => workspace.remove());

  test('runs to its end, and prints the results and where the report is', async () => {
    const ran = await workspace.epochal('run', RELU, ...small(2));
    expect(ran.stderr).not.toContain('bug');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Report: reports/relu/report.html');
    for (const file of ['report.html', 'report.md', 'accuracy.png', 'loss.png']) {
      expect(existsSync(join(workspace.folder, 'reports/relu', file))).toBe(true);
    }
  });

  test('shows in its report the images that are confused, and the first layers’ weights', () => {
    const page = readFileSync(join(workspace.folder, 'reports/relu/report.html'), 'utf8');
    const alts = [...page.matchAll(/<img src="data:image\/png;base64,[^"]+" alt="([^"]+)"/g)];
    const counted = (start: string): number =>
      alts.filter(([, alt]) => alt!.startsWith(start)).length;
    expect([counted('Test image '), counted('First-layer weights of ')]).toEqual([24, 2]);
    expect(page.length).toBeLessThan(1_000_000);
  });

  test('leaves nothing running', async () => {
    expect((await workspace.epochal('status')).stdout).toContain('Nothing is running');
  });

  test('has results with each epoch of each trial exactly once, in order', async () => {
    const { results } = await workspace.results('relu');
    expect(results.status).toBe('done');
    expect(results.run).toBe(`relu@${results.spec.slice('sha256:'.length, 'sha256:'.length + 8)}`);
    expect(results.arithmetic).toMatch(/^[0-9a-f]{64}$/);
    expect(results.trials.map((trial) => trial.variant['activation'])).toEqual(['linear', 'relu']);
    for (const trial of results.trials) {
      expect(trial.status).toBe('done');
      expect(trial.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
      // A trial's best epoch is the first with the highest validation accuracy.
      const accuracies = trial.epochs.map(({ validation }) => validation.accuracy!);
      expect(trial.best?.epoch).toBe(accuracies.indexOf(Math.max(...accuracies)) + 1);
      expect(trial.best?.metrics['validation.accuracy']).toBe(Math.max(...accuracies));
      // 10,000 test images: an accuracy is a multiple of 1/10,000, and chance is 1/10.
      expect((trial.test!.accuracy! * 10_000) % 1).toBeCloseTo(0, 6);
      expect(trial.test!.accuracy).toBeGreaterThan(0.5);
      expect(trial.test!.predictions).toMatch(/^sha256:[0-9a-f]{64}$/);
    }
  });

  test('names in provenance who computed each step, each step once', async () => {
    const { provenance } = await workspace.results('relu');
    const steps = provenance.events.map(({ step, key }) => `${step} ${key}`);
    expect(new Set(steps).size).toBe(steps.length);
    const counted = (step: string): number =>
      provenance.events.filter((event) => event.step === step).length;
    expect(counted('train')).toBe(4);
    expect(counted('validate')).toBe(4);
    expect(counted('checkpoint')).toBe(4);
    expect(counted('test')).toBe(2);
    // Both variants at one seed have the same split: it is computed once.
    expect(counted('split')).toBe(1);
    expect(counted('download')).toBe(1);
  });

  test('prints a tidy table with one value a row', async () => {
    const { stdout } = await workspace.epochal('results', 'relu', '--csv');
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(header).toBe('variant,seed,epoch,split,metric,value');
    // Per trial: 2 epochs × 2 splits × 2 metrics, and the test's 2.
    expect(rows).toHaveLength(2 * (2 * 2 * 2 + 2));
  });

  test('prints an epoch a line, and exports its trials for TensorBoard and MLflow', async () => {
    const { stdout } = await workspace.epochal('results', 'relu', '--jsonl');
    expect(stdout.trimEnd().split('\n')).toHaveLength(2 * 2);
    const ran = await workspace.epochal('export', 'relu', '--tensorboard', 'tb', '--mlflow', 'ml');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('2 of 2 trials of relu@');
    const runs = readdirSync(join(workspace.folder, 'tb/relu')).sort();
    expect(runs).toEqual(['activation=linear,seed=0', 'activation=relu,seed=0']);
    const [experiment] = readdirSync(join(workspace.folder, 'ml'));
    // Its two runs, and what it is.
    expect(readdirSync(join(workspace.folder, 'ml', experiment!))).toHaveLength(3);
  });

  test('computes nothing when it is run again', async () => {
    const before = await workspace.results('relu');
    const ran = await workspace.epochal('run', RELU, ...small(2));
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('nothing to compute');
    const after = await workspace.results('relu');
    expect(after).toEqual(before);
  });

  test('with more epochs and another name computes only what is new, with the same digests', async () => {
    const before = await workspace.results('relu');
    const ran = await workspace.epochal('run', RELU, ...small(3), '--set', 'study=longer');
    expect(ran.code).toBe(0);
    const after = await workspace.results('longer');
    after.results.trials.forEach((trial, index) => {
      expect(trial.epochs.slice(0, 2)).toEqual(before.results.trials[index]!.epochs);
    });
    const trained = after.provenance.events.filter(({ step }) => step === 'train');
    expect(trained).toHaveLength(6);
    const new3 = trained.filter(({ epoch }) => epoch === 3);
    expect(new3).toHaveLength(2);
    // And the shorter study's table still ends where it ended.
    expect((await workspace.results('relu')).text).toBe(before.text);
  });

  test('exports the best epoch for PyTorch and TensorFlow.js', async () => {
    const ran = await workspace.epochal(
      ...['export', 'relu', '--variant', 'activation=relu', '--seed', '0', '--to', 'model'],
    );
    expect(ran.code).toBe(0);
    const folder = join(workspace.folder, 'model');
    const header = readFileSync(join(folder, 'model.safetensors'));
    const length = Number(header.readBigUInt64LE(0));
    const tensors = JSON.parse(header.subarray(8, 8 + length).toString()) as Record<
      string,
      { shape: number[] }
    >;
    // As nn.Sequential(Flatten(), Linear(784, 512), ReLU(), Linear(512, 10)) names and shapes them.
    expect(tensors['1.weight']!.shape).toEqual([512, 784]);
    expect(tensors['1.bias']!.shape).toEqual([512]);
    expect(tensors['3.weight']!.shape).toEqual([10, 512]);
    expect(tensors['3.bias']!.shape).toEqual([10]);
    const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as {
      weightsManifest: { weights: { shape: number[] }[] }[];
    };
    const shapes = model.weightsManifest[0]!.weights.map(({ shape }) => shape);
    expect(shapes).toEqual([[784, 512], [512], [512, 10], [10]]);
  });

  test('that is unknown is an error which names those that are known', async () => {
    const ran = await workspace.epochal('results', 'relo');
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain('longer, relu');
  });
});
