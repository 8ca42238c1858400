import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './workspace.ts';

const SPEC = `
epochal: 1
study: too-fast
data: { dataset: mnist, split: { train: 2000, validation: 500 } }
model: { layers: [flatten, dense: { units: 32 }, activation: relu, dense: { units: 10 }] }
training:
  epochs: 2
  batchSize: 128
  optimizer: { sgd: { learningRate: "\${{ matrix.learningRate }}" } }
matrix: { learningRate: [1.0e+30, 0.1] }
`;

describe('a trial that diverges', () => {
  const workspace = new Workspace();
  afterAll(() => workspace.remove());

  test('is an outcome of that trial alone: the others finish, and the study is done', async () => {
    writeFileSync(join(workspace.folder, 'spec.yaml'), SPEC);
    const ran = await workspace.epochal('run', 'spec.yaml');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('diverged at epoch 1');
    const { results } = await workspace.results('too-fast');
    const [fast, slow] = results.trials;
    expect(fast).toMatchObject({ status: 'diverged', epochs: [], best: null, test: null });
    // The first batch's loss is computed with the initial weights: near ln 10, and finite.
    expect(fast!.diverged).toMatchObject({ epoch: 1, step: 2 });
    expect(fast!.diverged!.lastLoss).toBeCloseTo(Math.log(10), 0);
    expect(slow).toMatchObject({ status: 'done' });
    expect(slow!.epochs).toHaveLength(2);
  });

  test('diverges once: a second run computes nothing', async () => {
    const before = await workspace.results('too-fast');
    expect((await workspace.epochal('run', 'spec.yaml')).stdout).toContain('nothing to compute');
    expect(await workspace.results('too-fast')).toEqual(before);
  });
});
