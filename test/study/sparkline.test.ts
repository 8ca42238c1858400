import { sparkline } from '../../study/sparkline.ts';

describe('a sparkline', () => {
  test('has a bar for each value, from the lowest to the highest', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 20)).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([7, 0, 7], 20)).toBe('█▁█');
  });

  test('cuts the range into eight equal parts', () => {
    // Of 0 to 8 a part is 1 wide: 0.99 is in the first, 1 in the second, 7 in the last.
    expect(sparkline([0, 0.99, 1, 6.99, 7, 8], 20)).toBe('▁▁▂▇██');
  });

  test('of one value, or of equal ones, lies in the middle', () => {
    expect(sparkline([0.3], 8)).toBe('▄');
    expect(sparkline([2, 2, 2], 8)).toBe('▄▄▄');
  });

  test('of nothing is nothing', () => {
    expect(sparkline([], 8)).toBe('');
  });

  test('shows what is not finite as a gap, and takes the range from the others', () => {
    expect(sparkline([1, NaN, 2, Infinity], 8)).toBe('▁·█·');
    expect(sparkline([NaN, NaN], 8)).toBe('··');
  });

  test('shows of more values than columns the last of each share, the newest at the end', () => {
    // Nine values in three columns: the third, the sixth and the ninth.
    expect(sparkline([9, 9, 0, 9, 9, 1, 9, 9, 2], 3)).toBe('▁▅█');
    // Five in two: the second and the fifth.
    expect(sparkline([9, 0, 9, 9, 1], 2)).toBe('▁█');
    expect(sparkline([1, 2, 3], 1)).toBe('▄');
  });
});
