import { summariesOf } from '../../verdict/summary.ts';
import { pendingTrial, planOf, study } from '../report/fixtures.ts';

const tested = (seed: number, accuracy: number, fold?: number) => ({
  ...pendingTrial('relu', seed),
  ...(fold !== undefined && { fold }),
  status: 'done' as const,
  test: { loss: 1, accuracy },
});

test('a variant’s tests have a mean, a standard deviation and a t interval over the seeds', () => {
  const results = study([tested(0, 0.25), tested(1, 0.5), tested(2, 0.75)]);
  const [loss, accuracy] = summariesOf(results, planOf(results));
  expect(loss).toMatchObject({ metric: 'test.loss', mean: 1, standardDeviation: 0 });
  expect(accuracy).toMatchObject({ metric: 'test.accuracy', mean: 0.5, standardDeviation: 0.25 });
  // t of 2 degrees of freedom at 0.975: 4.30265; times 0.25 / √3.
  expect(accuracy!.interval![1]).toBeCloseTo(0.5 + (4.30265273 * 0.25) / Math.sqrt(3), 7);
  expect(accuracy!.alpha).toBe(0.05);
  const narrow = summariesOf(results, { ...planOf(results), alpha: 0.1 })[1]!;
  // At 0.95 it is 2.91999.
  expect(narrow.interval![1]).toBeCloseTo(0.5 + (2.91998558 * 0.25) / Math.sqrt(3), 7);
  expect(narrow.alpha).toBe(0.1);
  expect(accuracy!.seeds).toEqual([
    { seed: 0, value: 0.25 },
    { seed: 1, value: 0.5 },
    { seed: 2, value: 0.75 },
  ]);
});

test('a seed’s value is the mean over its folds, and one seed has no spread', () => {
  const results = study([tested(0, 0.25, 1), tested(0, 0.75, 2)]);
  const [, accuracy] = summariesOf(results, planOf(results));
  expect(accuracy).toMatchObject({ mean: 0.5, standardDeviation: null, interval: null });
});

test('what has not been tested has none', () => {
  const results = study([pendingTrial('relu')], 'running');
  expect(summariesOf(results, planOf(results))).toEqual([]);
});
