import { isBetter, METRIC_PATHS } from '../../study/metrics.ts';

test('lower losses and errors are better, and higher shares', () => {
  expect(METRIC_PATHS).toHaveLength(19);
  for (const path of METRIC_PATHS) {
    const lower = /\.(loss|mae|rmse)$/.test(path);
    expect(isBetter(path, 0.1, 0.2)).toBe(lower);
    expect(isBetter(path, 0.2, 0.1)).toBe(!lower);
  }
});

test('over epochs a tie keeps the earliest, and NaN never wins', () => {
  const best = (values: readonly number[]): number =>
    values.reduce(
      (kept, value, i) => (isBetter('validation.accuracy', value, values[kept]!) ? i : kept),
      0,
    );
  expect(best([0.9, 0.97, 0.95, 0.97])).toBe(1);
  expect(best([0.9, NaN, 0.91])).toBe(2);
  expect(best([NaN, NaN, 0.1])).toBe(2);
  expect(best([NaN, NaN])).toBe(0);
});
