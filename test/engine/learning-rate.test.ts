import { learningRateAt } from '../../engine/learning-rate.ts';
import { readOptimizer } from '../../study/optimizers.ts';
import { planSchedule } from '../../study/schedules.ts';
import { trainingReference } from './reference.ts';

/** The learning rate of each step. */
function rates(schedule: unknown, learningRate: number, epochs: number, steps: number): number[] {
  const optimizer = readOptimizer({ sgd: { learningRate } });
  const planned = planSchedule(schedule, { epochs, stepsPerEpoch: steps });
  const training = { optimizer, ...(planned && { schedule: planned.schedule }) };
  return Array.from({ length: epochs * steps }, (_, step) => {
    const epoch = Math.floor(step / steps) + 1;
    return learningRateAt(training, { epoch, step, stepsPerEpoch: steps, rateScale: 1 });
  });
}

const { epochs, stepsPerEpoch, cases } = trainingReference().schedules;

test.each(cases.map((each) => [JSON.stringify(each.schedule), each] as const))(
  'a schedule gives PyTorch’s learning rate at each of 24 steps: %s',
  (_, { schedule, learningRate, rates: expected }) => {
    const given = rates(schedule, learningRate, epochs, stepsPerEpoch);
    for (const [step, rate] of expected.entries()) {
      expect(Math.abs(given[step]! - rate)).toBeLessThanOrEqual(1e-12 * learningRate);
    }
  },
);

test('a schedule that has come to its end stays there', () => {
  // Half a cosine over 2 steps: 1, (1 + 0.5) / 2, then 0.5.
  const cosine = { cosine: { over: 1, minimum: 0.5 } };
  expect(rates(cosine, 1, 3, 2)).toEqual([1, 0.75, 0.5, 0.5, 0.5, 0.5]);
  const last = 1 / 25 / 10_000;
  const oneCycle = rates({ oneCycle: { over: 1 } }, 1, 2, 10);
  for (const rate of oneCycle.slice(9)) expect(rate).toBeCloseTo(last, 12);
});

test('a cycle that is too short to rise begins at its peak', () => {
  // 0.3 of 4 steps less one is 0.2: step 0 lies before it, at the start; half of 2 less one is 0.
  expect(rates({ oneCycle: { riseFraction: 0.5 } }, 1, 2, 1)[0]).toBe(1);
});

test('warmup counts the optimizer’s steps from the first epoch on', () => {
  expect(rates({ constant: { warmup: 4 } }, 1, 3, 2)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
  expect(rates({ constant: { warmup: 0.5 } }, 1, 4, 2)).toEqual([0.25, 0.5, 0.75, 1, 1, 1, 1, 1]);
});

test('what a plateau has made of the learning rate is warmed up like any other', () => {
  const optimizer = readOptimizer({ adam: { learningRate: 2 } });
  const planned = planSchedule({ reduceOnPlateau: { warmup: 4 } }, { epochs: 1, stepsPerEpoch: 1 });
  const training = { optimizer, schedule: planned!.schedule };
  const at = (step: number): number =>
    learningRateAt(training, { epoch: 1, step, stepsPerEpoch: 8, rateScale: 0.5 });
  expect([0, 3, 4].map(at)).toEqual([0.25, 1, 1]);
});
