import { median } from '../../statistics/median.ts';

test('the median of an odd number of values is the middle one, by size and not by text', () => {
  expect(median([100, 9, 20])).toBe(20);
});

test('the median of an even number of values is the mean of the middle two', () => {
  expect(median([4, 1, 3, 1000])).toBe(3.5);
});

test('the values stay in the order that they were measured in', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

test('the median of nothing is no figure', () => {
  expect(() => median([])).toThrow(RangeError);
});
