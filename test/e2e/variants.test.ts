import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './workspace.ts';

const BASE = `epochal: 1
data: { dataset: mnist, split: { train: 2000, validation: 500 } }
model:
  layers:
    - flatten
    - { name: hidden, dense: { units: 64 } }
    - { name: act, activation: relu }
    - dense: { units: 10 }
training:
  epochs: 1
  batchSize: 128
  optimizer: { sgd: { learningRate: '\${{ vars.rate }}' } }
`;
const STUDY = `extends: base/small.yaml
study: paths
vars: { rate: 0.1 }
matrix:
  model.hidden.units: [8, 16]
  exclude:
    - { model.hidden.units: 16, ablate: act }
ablate: [act]
seeds: [3, 4]
vary: [order]
`;

describe('a study of paths, layers that are left out, and an order that alone varies', () => {
  const workspace = new Workspace();
  afterAll(() => workspace.remove());

  beforeAll(async () => {
    await workspace.exec('mkdir', ['base']);
    writeFileSync(join(workspace.folder, 'base/small.yaml'), BASE);
    writeFileSync(join(workspace.folder, 'paths.yaml'), STUDY);
  });

  test('says before what it will be, without a store', async () => {
    const { stdout, stderr, code } = await workspace.epochal('plan', 'paths.yaml');
    expect([stderr, code]).toEqual(['', 0]);
    // Of 8 units twice, with and without the activation, and of 16 once.
    expect(stdout).toMatch(/^split +all 3 variants$/m);
    expect(stdout).toMatch(/^first weights of hidden +2 of 3 variants$/m);
    expect(stdout).toMatch(/^order of the samples +all 3 variants$/m);
    expect(stdout).toContain('Shared by all seeds: split and init, drawn with seed 3');
    expect(stdout).toContain('6 trials, 6 epochs in all.');
  });

  test('runs to its end from two files', async () => {
    const ran = await workspace.epochal('run', 'paths.yaml');
    expect(ran.stderr).not.toContain('bug');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/hidden.units=8, ablate=act +3 +done/);
    const { results, provenance } = await workspace.results('paths');
    expect(results.trials.map(({ variant, seed }) => [...Object.values(variant), seed])).toEqual([
      [8, 'none', 3],
      [8, 'none', 4],
      [8, 'act', 3],
      [8, 'act', 4],
      [16, 'none', 3],
      [16, 'none', 4],
    ]);
    const states = results.trials.map(({ epochs }) => epochs[0]!.checkpoint);
    expect(new Set(states).size).toBe(6);
    // The split is that of seed 3 for all six trials.
    expect(provenance.events.filter(({ step }) => step === 'split')).toHaveLength(1);
  });

  test('has its variables in the table by the paths as they are written', async () => {
    const { stdout } = await workspace.epochal('results', 'paths', '--csv');
    expect(stdout).toContain('\nmodel.hidden.units=16 ablate=none,4,1,validation,loss,');
  });

  test('gives a model by the path of its variable', async () => {
    const choice = ['--variant', 'model.hidden.units=8', '--variant', 'ablate=act', '--seed', '3'];
    const ran = await workspace.epochal('export', 'paths', ...choice, '--to', 'model');
    expect([ran.stderr, ran.code]).toEqual(['', 0]);
  });

  test('is the same study as the one that `plan --resolved` prints', async () => {
    const { stdout } = await workspace.epochal('plan', 'paths.yaml', '--resolved');
    writeFileSync(join(workspace.folder, 'whole.yaml'), stdout);
    const ran = await workspace.epochal('run', 'whole.yaml');
    expect([ran.stderr, ran.code]).toEqual(['', 0]);
    expect(ran.stdout).toContain('nothing to compute');
  });

  test('says which epochs are there when it is to train for longer', async () => {
    const longer = [
      '--set',
      'training.epochs=3',
      '--set',
      'seeds=[3, 4, 5]',
      '--set',
      'study=other',
    ];
    const { stdout } = await workspace.epochal('plan', 'paths.yaml', ...longer);
    expect(stdout).toContain('9 trials, 27 epochs in all, 6 of them in the store.');
    const stored = [...stdout.matchAll(/^ *\d+ +hidden.units=.*? (\d) +3 +(\d) +[\d,]+$/gm)];
    expect(stored.map(([, seed, epochs]) => `${seed}: ${epochs}`)).toEqual(
      [0, 1, 2].flatMap(() => ['3: 1', '4: 1', '5: 0']),
    );
  });

  test('finds what it shares with a study in which all varies', async () => {
    const all = ['--set', 'study=all', '--set', 'vary=[split, init, order]', '--set', 'seeds=[3]'];
    expect((await workspace.epochal('run', 'paths.yaml', ...all)).code).toBe(0);
    const { results } = await workspace.results('all');
    const before = (await workspace.results('paths')).results.trials;
    expect(results.trials.map(({ epochs }) => epochs)).toEqual(
      before.filter(({ seed }) => seed === 3).map(({ epochs }) => epochs),
    );
    const { provenance } = await workspace.results('all');
    const splits = provenance.events.filter(({ step }) => step === 'split');
    expect(splits).toEqual([]);
  });
});
