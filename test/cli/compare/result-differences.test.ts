import { resultDifferences } from '../../../cli/compare/result-differences.ts';
import { LINEAR, RELU, run, trial } from './runs.ts';

const DONE = { commits: 'a' };

test('a variant is compared over the seeds that both runs have tested', () => {
  const a = run([
    trial({ variant: LINEAR, seed: 0 }, DONE, 0.5),
    trial({ variant: LINEAR, seed: 1 }, DONE, 0.25),
    trial({ variant: LINEAR, seed: 2 }, DONE, 0.125),
    trial({ variant: LINEAR, seed: 3 }, DONE),
  ]);
  const b = run([
    trial({ variant: LINEAR, seed: 3 }, DONE, 0.875),
    trial({ variant: LINEAR, seed: 1 }, DONE, 0.75),
    trial({ variant: LINEAR, seed: 0 }, DONE, 0.75),
  ]);
  expect(resultDifferences(a, b)).toEqual([
    {
      variant: LINEAR,
      metric: 'test.accuracy',
      a: (0.5 + 0.25) / 2,
      b: (0.75 + 0.75) / 2,
      difference: 0.75 - 0.375,
      seeds: [
        { seed: 0, a: 0.5, b: 0.75 },
        { seed: 1, a: 0.25, b: 0.75 },
      ],
    },
    {
      variant: LINEAR,
      metric: 'test.loss',
      a: (0.5 + 0.75) / 2,
      b: (0.25 + 0.25) / 2,
      difference: 0.25 - 0.625,
      seeds: [
        { seed: 0, a: 0.5, b: 0.25 },
        { seed: 1, a: 0.75, b: 0.25 },
      ],
    },
  ]);
});

test('a seed’s number is the mean over its folds, and there is none while a fold lacks its own', () => {
  const folds = (seed: number, ...accuracies: readonly (number | undefined)[]) =>
    accuracies.map((accuracy, i) => trial({ variant: RELU, seed, fold: i + 1 }, DONE, accuracy));
  const a = run([...folds(0, 0.25, 0.75), ...folds(1, 0.5, undefined)]);
  const b = run([...folds(0, 0.5, 1), ...folds(1, 0.5, 0.5)]);
  const [accuracy] = resultDifferences(a, b);
  expect(accuracy).toMatchObject({ a: 0.5, b: 0.75, difference: 0.25 });
  expect(accuracy!.seeds).toEqual([{ seed: 0, a: 0.5, b: 0.75 }]);
});

test('a variant that no seed has tested in both has no numbers, and one of a single run no line', () => {
  const a = run([
    trial({ variant: RELU, seed: 0 }, DONE, 0.5),
    trial({ variant: LINEAR, seed: 0 }, DONE, 1),
  ]);
  const b = run([trial({ variant: RELU, seed: 1 }, DONE, 0.5)]);
  const none = { variant: RELU, a: null, b: null, difference: null, seeds: [] };
  expect(resultDifferences(a, b)).toEqual([
    { ...none, metric: 'test.accuracy' },
    { ...none, metric: 'test.loss' },
  ]);
});

test('a variant is the same whatever the order of its variables', () => {
  const a = run([trial({ variant: { x: 1, y: 2 }, seed: 0 }, DONE, 0.5)]);
  const b = run([trial({ variant: { y: 2, x: 1 }, seed: 0 }, DONE, 1)]);
  expect(resultDifferences(a, b)[0]).toMatchObject({ difference: 0.5 });
});
