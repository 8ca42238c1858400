import { accuracyAxis, epochAxis, lossAxis } from '../../report/axis.ts';

describe('the accuracy axis', () => {
  it('fits the data with round ticks', () => {
    expect(accuracyAxis([0.868, 0.9998])).toEqual({
      domain: [0.85, 1],
      ticks: [0.85, 0.9, 0.95, 1],
      format: '.0%',
    });
  });

  it('never leaves the range from 0 to 1', () => {
    expect(accuracyAxis([0, 1]).domain).toEqual([0, 1]);
    expect(accuracyAxis([1]).domain[1]).toBe(1);
    expect(accuracyAxis([0]).domain[0]).toBe(0);
  });

  it('spans a percentage point at least, so that noise does not look like a finding', () => {
    for (const value of [0, 0.5, 0.91234, 1]) {
      const [low, high] = accuracyAxis([value, value]).domain;
      expect(high - low).toBeGreaterThanOrEqual(0.01 - 1e-12);
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThanOrEqual(high);
    }
  });

  it('shows as many decimals as its ticks have', () => {
    // Five parts of one point: ticks every 0.2 points.
    expect(accuracyAxis([0.91, 0.92])).toMatchObject({
      ticks: [0.91, 0.912, 0.914, 0.916, 0.918, 0.92],
      format: '.1%',
    });
  });
});

describe('the loss axis', () => {
  it('starts at zero', () => {
    expect(lossAxis([0.0065, 0.51])).toEqual({
      domain: [0, 0.6],
      ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
      format: '.1f',
    });
  });

  it('holds every finite loss, however large or small', () => {
    for (const loss of [0, 1e-7, 3, 812.5, 4e30]) {
      const { domain, ticks } = lossAxis([loss]);
      expect(domain[0]).toBe(0);
      expect(domain[1]).toBeGreaterThanOrEqual(loss);
      expect(ticks.length).toBeLessThanOrEqual(8);
    }
  });
});

describe('the epoch axis', () => {
  it('has the first, the last and round epochs between', () => {
    expect(epochAxis(50).ticks).toEqual([1, 10, 20, 30, 40, 50]);
    expect(epochAxis(3).ticks).toEqual([1, 2, 3]);
    expect(epochAxis(10).ticks).toEqual([1, 2, 4, 6, 8, 10]);
  });

  it('puts a single epoch in the middle', () => {
    expect(epochAxis(1)).toEqual({ domain: [0.5, 1.5], ticks: [1], format: 'd' });
  });
});
