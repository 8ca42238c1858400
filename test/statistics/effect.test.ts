import { effectInterval, standardisedEffect } from '../../statistics/effect.ts';
import { tInterval } from '../../statistics/summary.ts';
import { expectClose, reference } from './reference.ts';
import { locationTest } from './one-sided.ts';

describe('standardisedEffect', () => {
  it("is the mean in standard deviations, times Hedges' J", () => {
    // Mean 3, sd 1, J(2) = Γ(1) / (√1 · Γ(½)) = 1/√π.
    expectClose(standardisedEffect([2, 3, 4]), 3 / Math.sqrt(Math.PI), 1e-14);
    // Mean 1, sd √(8/4) of 1 −1 3 … : 3 1 1 −1 1; J(4) = Γ(2) / (√2 · Γ(3/2)) = √2/√π.
    expectClose(standardisedEffect([3, 1, 1, -1, 1]), 1 / Math.sqrt(Math.PI), 1e-14);
  });

  it("is what SciPy's logarithm of the gamma function gives", () => {
    for (const { differences, effect } of reference.cases) {
      if (effect !== undefined) expectClose(standardisedEffect(differences), effect, 1e-11);
    }
  });

  it('changes its sign with the differences, and not with their unit', () => {
    expectClose(standardisedEffect([-0.2, -0.3, -0.4]), -3 / Math.sqrt(Math.PI), 1e-13);
  });

  it('is null for fewer than three differences, and where they are all equal but for rounding', () => {
    expect(standardisedEffect([])).toBeNull();
    expect(standardisedEffect([1, 2])).toBeNull();
    expect(standardisedEffect([0.9812 - 0.9211, 0.9713 - 0.9112, 0.9601 - 0.9])).toBeNull();
    expect(standardisedEffect([0, 0, 0])).toBeNull();
  });
});

describe('effectInterval', () => {
  const skewed = Array.from({ length: 20 }, (_, i) => Math.exp(i / 5));

  it("is Student's t interval but for the bootstrap", () => {
    for (const test of ['pairedT', 'signFlip', 'wilcoxon'] as const) {
      expect(effectInterval(skewed, { test, confidence: 0.9 })).toEqual(tInterval(skewed, 0.9));
    }
  });

  it('of the bootstrap comes near what 200,000 resamples of another stream give', () => {
    let compared = 0;
    for (const { differences, bootstrapInterval, standardError } of reference.cases) {
      if (bootstrapInterval === undefined || standardError === undefined) continue;
      const found = effectInterval(differences, { test: 'bootstrap', confidence: 0.95 });
      // The 2.5 % quantile of 9,999 t's is good to about a twentieth.
      expect(Math.abs(found!.low - bootstrapInterval[0])).toBeLessThan(0.15 * standardError);
      expect(Math.abs(found!.high - bootstrapInterval[1])).toBeLessThan(0.15 * standardError);
      compared += 1;
    }
    expect(compared).toBe(4);
  });

  it('of the bootstrap ends where its one-sided tests begin to reject', () => {
    const { low, high } = effectInterval(skewed, { test: 'bootstrap', confidence: 0.95 })!;
    const p = (at: number, alternative: 'greater' | 'less') =>
      locationTest(skewed, { test: 'bootstrap', at, alternative })!.p;
    expect(p(low - 1e-6, 'greater')).toBeLessThanOrEqual(0.025);
    expect(p(low + 1e-6, 'greater')).toBeGreaterThan(0.025);
    expect(p(high + 1e-6, 'less')).toBeLessThanOrEqual(0.025);
    expect(p(high - 1e-6, 'less')).toBeGreaterThan(0.025);
  });

  it('reaches further to the long side of skewed differences', () => {
    const { low, high } = effectInterval(skewed, { test: 'bootstrap', confidence: 0.95 })!;
    const average = skewed.reduce((sum, value) => sum + value, 0) / 20;
    expect(high - average).toBeGreaterThan(1.2 * (average - low));
  });

  it('is a single point where all differences are equal, and null where an end is open', () => {
    expect(effectInterval([0.5, 0.5], { test: 'bootstrap', confidence: 0.95 })).toEqual({
      low: 0.5,
      high: 0.5,
    });
    expect(effectInterval([1], { test: 'bootstrap', confidence: 0.95 })).toBeNull();
    // Half of all resamples of two values hold one value alone.
    expect(effectInterval([0, 1], { test: 'bootstrap', confidence: 0.95 })).toBeNull();
  });
});
