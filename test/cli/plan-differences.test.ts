import { planDifferences } from '../../cli/plan-differences.ts';
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
    'training.earlyStopping.minDelta: none → 0',
    'training.earlyStopping.monitor: none → "validation.loss"',
    'training.earlyStopping.patience: none → 3',
    'training.schedule.minimum: none → 0',
    'training.schedule.over: none → 1',
    'training.schedule.type: none → "cosine"',
    'training.schedule.warmup: none → 0',
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
    'optimizer=adam.training.optimizer.learningRate: 0.001 → 0.01',
  ]);
});
