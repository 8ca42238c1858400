import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planDifferences } from '../../cli/plan-differences.ts';
import { packageRoot } from '../../environment/package.ts';
import type { Plan } from '../../study/plan.ts';
import { planOf, specObject } from '../study/spec-files.ts';

test('two plans differ in the fields of the spec that differ', () => {
  const before = planOf(specObject());
  const after = planOf(specObject(), [
    'training.batchSize=64',
    'training.schedule=cosine',
    'training.earlyStopping={ patience: 3 }',
  ]);
  expect(planDifferences(before, after)).toEqual([
    'training.batchSize: 128 → 64',
    'training.earlyStopping: not set → {minDelta: 0, monitor: validation.loss, patience: 3}',
    'training.schedule: not set → {type: cosine, minimum: 0, over: 1, warmup: 0}',
  ]);
  expect(planDifferences(before, before)).toEqual([]);
});

test('what a label of the matrix stands for is told by its variant', () => {
  const study = (rate: number): object =>
    specObject({
      matrix: {
        'training.optimizer': [{ sgd: { learningRate: 0.1 } }, { adam: { learningRate: rate } }],
      },
    });
  expect(planDifferences(planOf(study(0.001)), planOf(study(0.01)))).toEqual([
    'training.optimizer.learningRate: 0.001 → 0.01 (optimizer=adam)',
  ]);
});

describe('what differs between two plans', () => {
  const spec = readFileSync(join(packageRoot, 'specs/relu.yaml'));
  const plan = (...overrides: string[]): Plan => planOf(spec, overrides);

  test('is nothing for the same spec', () => {
    expect(planDifferences(plan(), plan())).toEqual([]);
  });

  test('is a line for each field, with both values', () => {
    const asked = plan('training.epochs=5', 'seeds=[0, 1]');
    expect(planDifferences(plan(), asked)).toEqual([
      'seeds: [0] → [0, 1]',
      'training.epochs: 50 → 5',
    ]);
  });

  test('has a line for a variant that is left out, and for what no longer varies', () => {
    const some = plan('hypotheses=[]', 'randomness=paired');
    const fewer = ['matrix.exclude=[{ activation: relu }]', 'seeds=[0, 1]', 'vary=[init, order]'];
    const asked = plan('hypotheses=[]', 'randomness=paired', ...fewer);
    expect(planDifferences(some, asked)).toEqual([
      'vary: not set → [init, order]',
      'seeds: [0] → [0, 1]',
      'variant relu: left out',
    ]);
  });
});
