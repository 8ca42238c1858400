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
