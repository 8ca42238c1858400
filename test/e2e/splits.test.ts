import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../environment/package.ts';
import { Workspace } from './workspace.ts';

const ONE = ['--set', 'matrix.standardise=[true]', '--set', 'hypotheses=[]', '--set', 'seeds=[3]'];

describe('splits of a table of one’s own', () => {
  const workspace = new Workspace();
  const path = (name: string): string => join(workspace.folder, name);
  beforeAll(() => {
    for (const name of ['quickstart.yaml', 'penguins.csv']) {
      copyFileSync(join(packageRoot, 'specs', name), path(name));
    }
  });
  afterAll(() => workspace.remove());

  test('with folds each seed has a trial for each, and any of them can be exported', async () => {
    const folds = ['--set', 'data.split={ folds: 3, stratified: true }'];
    const ran = await workspace.epochal('run', 'quickstart.yaml', ...ONE, ...folds);
    expect(ran.code).toBe(0);
    const { results, text } = await workspace.results('quickstart');
    expect(results.trials.map(({ seed, fold, status }) => [seed, fold, status])).toEqual([
      [3, 1, 'done'],
      [3, 2, 'done'],
      [3, 3, 'done'],
    ]);
    const states = results.trials.map(({ epochs }) => epochs.at(-1)!.checkpoint);
    expect(new Set(states).size).toBe(3);
    const exported = ['export', 'quickstart', '--fold', '2', '--to', 'model'];
    expect((await workspace.epochal(...exported)).code).toBe(0);
    expect(existsSync(path('model/model.safetensors'))).toBe(true);
    const report = readFileSync(path('reports/quickstart/report.md'), 'utf8');
    expect(report).toContain('1 variant, 1 seed, 3 folds, 10 epochs each');
    const plan = await workspace.epochal('plan', 'quickstart.yaml', ...ONE, ...folds);
    expect(plan.stdout).toContain('3 trials, 30 epochs in all, 30 of them in the store.');
    expect((await workspace.results('quickstart')).text).toBe(text);
  });

  test('a file says which samples are trained on, and is in the store from then on', async () => {
    const [header, ...lines] = readFileSync(path('penguins.csv'), 'utf8').trim().split('\n');
    const write = (name: string, rows: readonly string[]): void =>
      writeFileSync(path(name), `${rows.join('\n')}\n`);
    const every = (n: number): string[] => lines.filter((_, i) => i % 5 === n);
    write('train.csv', [header!, ...lines.filter((_, i) => i % 5 !== 0)]);
    write('test.csv', [header!, ...every(0)]);
    const count = lines.length - every(0).length;
    const parts = Array.from({ length: count }, (_, i) => `${i},${i % 4 ? 'train' : 'validation'}`);
    write('split.csv', ['sample,split', ...parts]);
    const file = [
      ...['--set', 'data.split={ file: split.csv }', '--set', 'study=filed'],
      ...['--set', 'data.csv.file=train.csv', '--set', 'data.csv.testFile=test.csv'],
    ];
    const ran = await workspace.epochal('run', 'quickstart.yaml', ...ONE, ...file);
    expect(ran.code).toBe(0);
    const first = await workspace.results('filed');
    write('split.csv', ['sample,split', ...parts.toReversed()]);
    const again = await workspace.epochal('run', 'quickstart.yaml', ...ONE, ...file);
    expect(again.code).toBe(0);
    const second = await workspace.results('filed');
    // Another file, and so another run; but it names the same samples.
    expect(second.results.run).not.toBe(first.results.run);
    expect(second.results.trials).toEqual(first.results.trials);
  });
});
