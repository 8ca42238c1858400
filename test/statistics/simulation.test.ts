import { normals, ofTenThousand } from '../../bench/deviates.ts';
import { testClaim } from '../../statistics/claim.ts';
import type { Expectation } from '../../statistics/claim.ts';
import { holm } from '../../statistics/holm.ts';
import type { PairedTest } from '../../statistics/location-test.ts';
import { tInterval } from '../../statistics/summary.ts';

const ALPHA = 0.05;

/** How often a rate of alpha may be seen in so many repeats: two standard errors more. */
function atMost(repeats: number): number {
  return ALPHA + 2 * Math.sqrt((ALPHA * (1 - ALPHA)) / repeats);
}

function share(repeats: number, happens: () => boolean): number {
  let count = 0;
  for (let repeat = 0; repeat < repeats; repeat += 1) if (happens()) count += 1;
  return count / repeats;
}

describe("Student's t interval at 95 %", () => {
  it.each([3, 6, 10])(
    'holds the mean of %d normal differences in 94 to 96 %% of all studies',
    (n) => {
      const normal = normals(n);
      const covered = share(20_000, () => {
        const { low, high } = tInterval(Array.from({ length: n }, normal), 0.95)!;
        return low <= 0 && 0 <= high;
      });
      expect(covered).toBeGreaterThan(0.94);
      expect(covered).toBeLessThan(0.96);
    },
  );

  it.each([3, 6, 10])(
    'holds that of %d differences of accuracies over 10,000 samples as often',
    (n) => {
      const normal = normals(100 + n);
      const covered = share(20_000, () => {
        const differences = Array.from(
          { length: n },
          () => ofTenThousand(0.98 + 0.0006 * normal()) - ofTenThousand(0.93 + 0.0006 * normal()),
        );
        const { low, high } = tInterval(differences, 0.95)!;
        return low <= 0.05 && 0.05 <= high;
      });
      expect(covered).toBeGreaterThan(0.94);
      expect(covered).toBeLessThan(0.96);
    },
  );
});

/** A claim, its margin, and a true mean on the edge of what it says. */
const EDGES: readonly (readonly [Expectation, number, number])[] = [
  ['greater', 0, 0],
  ['greater', 1, 1],
  ['less', 0, 0],
  ['less', 1, -1],
  ['different', 0, 0],
  ['different', 1, 1],
  ['different', 1, -1],
  ['equivalent', 1, 1],
  ['equivalent', 1, -1],
];

describe.each<[PairedTest, number, number, number]>([
  ['pairedT', 3, 0.3, 5_000],
  ['pairedT', 6, 0.3, 5_000],
  ['signFlip', 6, 0.3, 5_000],
  ['wilcoxon', 6, 0.3, 5_000],
])('%s over %d seeds', (test, n, deviation, repeats) => {
  it.each(EDGES)(
    'finds %s by %d by mistake at most as often as alpha says, at E d = %d',
    (...edge) => {
      const [name, minEffect, mean] = edge;
      const normal = normals(n + repeats);
      let refuted = 0;
      const supported = share(repeats, () => {
        const differences = Array.from({ length: n }, () => mean + deviation * normal());
        const claim = testClaim(differences, { test, expect: name, minEffect });
        if ((claim.refuted ?? 1) <= ALPHA) refuted += 1;
        return (claim.supported ?? 1) <= ALPHA;
      });
      expect(supported).toBeLessThanOrEqual(atMost(repeats));
      expect(refuted / repeats).toBeLessThanOrEqual(atMost(repeats));
      // A test that never finds anything keeps alpha too: at the edge it comes near.
      if (name !== 'different' || minEffect === 0) expect(supported).toBeGreaterThan(0.02);
    },
  );

  it('finds any of three false claims at most as often as alpha says, after Holm', () => {
    const normal = normals(3 * n);
    const p = (mean: number) =>
      testClaim(
        Array.from({ length: n }, () => mean + deviation * normal()),
        {
          test,
          expect: 'greater',
          minEffect: 1,
        },
      ).supported;
    const none = share(repeats / 2, () => holm([p(1), p(1), p(1)]).some((q) => q! <= ALPHA));
    const one = share(repeats / 2, () =>
      holm([p(1), p(9), p(1)]).some((q, i) => i !== 1 && q! <= ALPHA),
    );
    expect(none).toBeLessThanOrEqual(atMost(repeats / 2));
    expect(one).toBeLessThanOrEqual(atMost(repeats / 2));
  });
});

describe('bootstrap over 20 seeds', () => {
  it.each([EDGES[1]!, EDGES[4]!, EDGES[7]!])(
    'finds %s by %d by mistake as seldom, at E d = %d',
    (...edge) => {
      const [name, minEffect, mean] = edge;
      const normal = normals(20);
      const found = share(150, () => {
        const differences = Array.from({ length: 20 }, () => mean + 0.3 * normal());
        const { supported } = testClaim(differences, {
          test: 'bootstrap',
          expect: name,
          minEffect,
        });
        return (supported ?? 1) <= ALPHA;
      });
      expect(found).toBeLessThanOrEqual(atMost(150));
      expect(found).toBeGreaterThan(0.02);
    },
  );
});
