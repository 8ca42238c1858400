import fc from 'fast-check';
import { holm } from '../../statistics/holm.ts';
import { reference } from './reference.ts';

describe('holm', () => {
  it('multiplies the smallest by all, the next by one less, and never falls', () => {
    // 0.005·4 = 0.02, 0.01·3 = 0.03, 0.03·2 = 0.06, 0.04·1 = 0.04 → 0.06.
    expect(holm([0.04, 0.01, 0.03, 0.005])).toEqual([0.06, 0.03, 0.06, 0.02]);
  });

  it('never passes 1', () => {
    expect(holm([0.6, 0.9])).toEqual([1, 1]);
  });

  it('counts what has no p as 1, and gives it none', () => {
    // 0.01·3 = 0.03, 0.02·2 = 0.04: as if the third were 1.
    expect(holm([0.02, null, 0.01])).toEqual([0.04, null, 0.03]);
    expect(holm([null])).toEqual([null]);
    expect(holm([])).toEqual([]);
  });

  it("is statsmodels'", () => {
    for (const { ps, adjusted } of reference.holm) {
      for (const [i, p] of holm(ps).entries()) expect(p).toBeCloseTo(adjusted[i]!, 14);
    }
  });

  it('keeps the order of the p-values, and gives equal ones the same', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 2, maxLength: 12 }), (ps) => {
        const adjusted = holm(ps) as number[];
        for (const [i, p] of ps.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          for (const [j, q] of ps.entries()) {
            if (p <= q) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
          }
        }
      }),
    );
  });
});
