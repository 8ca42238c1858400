import { createOptimizer } from '../../engine/optimizers/create.ts';
import { costOf } from '../../study/cost.ts';
import { estimateDisk, estimateTime } from '../../study/estimate.ts';
import { readOptimizer, slotsOf } from '../../study/optimizers.ts';
import type { PlannedTrial } from '../../study/plan.ts';
import { planOf, specObject } from './spec-files.ts';

const DENSE = [
  'flatten',
  { dense: { units: 512 } },
  { activation: 'relu' },
  { dense: { units: 10 } },
];

/** Trials of 784 → units → 10 on mnist, 50,000 to train on and 10,000 to validate. */
function trials(parts: object = {}, training: object = {}): readonly PlannedTrial[] {
  const optimizer = { sgd: { learningRate: 0.1 } };
  return planOf(
    specObject({
      model: { layers: DENSE },
      training: { epochs: 10, batchSize: 128, optimizer, ...training },
      ...parts,
    }),
  ).trials;
}

test('dense layers multiply each input with each unit, three times in training and once after', () => {
  const [trial] = trials();
  const forward = 784 * 512 + 512 * 10;
  expect(costOf(trial!).multiplyAdds).toBe(forward * (3 * 50_000 + 10_000));
});

test('a convolution multiplies its window at each position, once a filter', () => {
  const conv2d = { filters: 8, kernelSize: [3, 5], stride: 2 };
  const layers = [{ conv2d }, 'globalAveragePool2d', { dense: { units: 10 } }];
  const [trial] = trials({ model: { layers } });
  // (28 − 3) / 2 + 1 = 13 positions down, (28 − 5) / 2 + 1 = 12 to the right, rounded down
  const forward = 3 * 5 * 1 * 8 * 13 * 12 + 8 * 10;
  expect(costOf(trial!).multiplyAdds).toBe(forward * 160_000);
});

test('a trainer holds weights, gradients, slots and what the layers give for a batch', () => {
  const weights = 784 * 512 + 512 + 512 * 10 + 10;
  const numbers = 784 + 784 + 512 + 512 + 10; // the input, then each layer
  expect(costOf(trials()[0]!).memoryBytes).toBe(4 * (2 * weights + 128 * numbers));
  const [adam] = trials({}, { optimizer: { adam: { learningRate: 0.001 } }, batchSize: 60_000 });
  expect(costOf(adam!).memoryBytes).toBe(4 * (4 * weights + 50_000 * numbers));
});

test('a state holds weights, slots, and what layers remember of the data', () => {
  const weights = 784 * 512 + 512 + 512 * 10 + 10;
  expect(costOf(trials()[0]!).stateBytes).toBe(4 * weights);
  const layers = ['batchNorm', 'flatten', { dense: { units: 10 } }];
  const [trial] = trials(
    { model: { layers }, data: { dataset: 'mnist', standardise: true } },
    { optimizer: { sgd: { learningRate: 0.1, momentum: 0.9 } } },
  );
  // scale and shift of one channel, a slot each; two running statistics, and two of the inputs
  expect(costOf(trial!).stateBytes).toBe(4 * (2 * (2 + 7850) + 2 + 2));
});

test.each([
  { sgd: { learningRate: 1 } },
  { sgd: { learningRate: 1, momentum: 0.9 } },
  { adam: { learningRate: 1 } },
  { adamW: { learningRate: 1 } },
  { rmsprop: { learningRate: 1 } },
  { rmsprop: { learningRate: 1, momentum: 0.9 } },
  { adagrad: { learningRate: 1 } },
])('the slots of %j are the engine’s', (entry) => {
  const optimizer = readOptimizer(entry);
  expect(slotsOf(optimizer)).toBe(createOptimizer(optimizer).slots.length);
});

describe('how long it takes', () => {
  const matrix = { 'training.optimizer.sgd.learningRate': [0.1, 0.2] };
  const two = { trials: trials({ matrix }) };
  const [trial] = two.trials;

  test('is not known where nothing was measured', () => {
    expect(estimateTime(two, [0, 0], [], 2)).toBeNull();
  });

  test('is the median of such epochs times those that are missing, in so many slots', () => {
    const measured = [{ trial: trial!, epochsMs: [900, 1000, 5000] }];
    const time = (stored: number[], slots: number): unknown =>
      estimateTime(two, stored, measured, slots);
    expect(time([0, 0], 1)).toEqual({ ms: 20_000, basis: 'measured' });
    expect(time([0, 0], 2)).toEqual({ ms: 10_000, basis: 'measured' });
    expect(time([4, 10], 1)).toEqual({ ms: 6_000, basis: 'measured' });
    expect(time([0, 0], 64)).toEqual({ ms: 10_000, basis: 'measured' }); // epochs follow each other
  });

  test('is scaled by multiply-adds from other models, of which half took longer', () => {
    const [small] = trials({ model: { layers: ['flatten', { dense: { units: 10 } }] } });
    const measured = [{ trial: small!, epochsMs: [100] }];
    const time = estimateTime({ trials: trials() }, [0], measured, 1)!;
    const ratio = (784 * 512 + 512 * 10) / (784 * 10);
    expect(time.basis).toBe('scaled');
    expect(time.ms).toBeCloseTo(10 * 100 * ratio, 6);
  });

  test('is that of another batch size only by multiply-adds', () => {
    const [other] = trials({}, { batchSize: 32 });
    const measured = [{ trial: other!, epochsMs: [100] }];
    expect(estimateTime(two, [0, 0], measured, 2)?.basis).toBe('scaled');
  });

  test('is nothing where every epoch is stored', () => {
    const measured = [{ trial: trial!, epochsMs: [100] }];
    expect(estimateTime(two, [10, 10], measured, 2)).toEqual({ ms: 0, basis: 'measured' });
  });
});

test('the disk takes a state for each epoch that is missing', () => {
  const both = { trials: trials({ seeds: [0, 1] }) };
  expect(estimateDisk(both, [4, 10])).toEqual({ states: 6, bytes: 6 * 4 * 407_050 });
  expect(estimateDisk(both, [])).toEqual({ states: 20, bytes: 20 * 4 * 407_050 });
});
