import { mean, standardDeviation, tInterval } from '../../statistics/summary.ts';
import { upperTail } from '../../statistics/student-t.ts';
import { expectClose, reference } from './reference.ts';

describe('mean', () => {
  it('is the sum over the number of values', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(mean([-4])).toBe(-4);
  });

  it('of equal values is that value exactly', () => {
    // 0.1 + 0.1 + 0.1 is 0.30000000000000004 in floating point.
    expect(mean([0.1, 0.1, 0.1])).toBe(0.1);
    expect(mean(Array.from({ length: 1000 }, () => 0.9812))).toBe(0.9812);
  });

  it('refuses no values', () => {
    expect(() => mean([])).toThrow(RangeError);
  });
});

describe('standardDeviation', () => {
  it('divides by one less than the number of values', () => {
    // Mean 5, squares 9 1 1 1 0 0 4 16 add up to 32.
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 14);
  });

  it('is zero for equal values and null for fewer than two', () => {
    expect(standardDeviation([0.1, 0.1, 0.1])).toBe(0);
    expect(standardDeviation([3])).toBeNull();
    expect(standardDeviation([])).toBeNull();
  });
});

describe('tInterval', () => {
  it("is SciPy's for normal and quantised data", () => {
    for (const { differences, intervals = [], standardDeviation: deviation } of reference.cases) {
      if (deviation !== undefined) expectClose(standardDeviation(differences), deviation, 1e-12);
      for (const [confidence, low, high] of intervals) {
        const found = tInterval(differences, confidence);
        const slack = 1e-12 * (high - low);
        expect(Math.abs((found?.low ?? NaN) - low)).toBeLessThan(slack);
        expect(Math.abs((found?.high ?? NaN) - high)).toBeLessThan(slack);
      }
    }
  });

  it('is a single point for equal values', () => {
    expect(tInterval([0.1, 0.1, 0.1], 0.95)).toEqual({ low: 0.1, high: 0.1 });
  });

  it('is null for fewer than two values', () => {
    expect(tInterval([], 0.95)).toBeNull();
    expect(tInterval([1], 0.95)).toBeNull();
  });

  it('refuses a confidence that is none', () => {
    for (const confidence of [0, 1, 95, NaN]) {
      expect(() => tInterval([1, 2], confidence)).toThrow(RangeError);
    }
  });
});

describe("Student's t", () => {
  it("has SciPy's tail, however far out", () => {
    for (const [n, t, p] of reference.tails) expectClose(upperTail(t, n - 1), p, 1e-12);
  });
});
