import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  epochsToReach,
  logitRoughness,
  reversals,
  roughness,
  wrongWayShare,
} from '../../statistics/shape.ts';

interface Reference {
  readonly epochs: readonly { readonly train: { readonly accuracy: number } }[];
}

/** PyTorch's training accuracy, seed 0, 50 epochs. */
function reference(variant: 'linear' | 'relu'): number[] {
  const path = join(__dirname, '..', 'reference', `seed0-${variant}-50.json`);
  const { epochs } = JSON.parse(readFileSync(path, 'utf8')) as Reference;
  return epochs.map(({ train }) => train.accuracy);
}

describe('reversals', () => {
  it("counts 17 of 49 on the reference's linear curve and 3 of 49 on ReLU's", () => {
    expect(reversals(reference('linear'), 'higher')).toEqual({ count: 17, moves: 49 });
    expect(reversals(reference('relu'), 'higher')).toEqual({ count: 3, moves: 49 });
  });

  it('counts a fall where higher is better and a rise where lower is better', () => {
    expect(reversals([1, 3, 2, 4], 'higher')).toEqual({ count: 1, moves: 3 });
    expect(reversals([1, 3, 2, 4], 'lower')).toEqual({ count: 2, moves: 3 });
  });

  it('counts no tie', () => {
    expect(reversals([0.5, 0.5, 0.5], 'higher')).toEqual({ count: 0, moves: 2 });
    expect(reversals([0.5, 0.5, 0.5], 'lower')).toEqual({ count: 0, moves: 2 });
  });

  it('is undefined for fewer than two epochs and for values that are not finite', () => {
    expect(reversals([], 'higher')).toBeNull();
    expect(reversals([0.9], 'higher')).toBeNull();
    expect(reversals([0.9, NaN, 0.8], 'higher')).toBeNull();
  });
});

describe('roughness', () => {
  it("is 0.00124 on the reference's linear curve and 0.00026 on ReLU's", () => {
    expect(roughness(reference('linear'))).toBeCloseTo(0.00124, 5);
    expect(roughness(reference('relu'))).toBeCloseTo(0.00026, 5);
  });

  it('is zero on a straight line, however steep', () => {
    expect(roughness([0, 2, 4, 6, 8, 10])).toBe(0);
  });

  it('is the root mean square of the second differences after the first fifth', () => {
    // E = 5: epoch 1 is left out. 0, 1, 0, 2 → differences 1, −1, 2 → second differences −2, 3.
    expect(roughness([100, 0, 1, 0, 2])).toBe(Math.sqrt((4 + 9) / 2));
    // E = 6: ⌈6/5⌉ = 2 epochs are left out.
    expect(roughness([100, -100, 0, 1, 0, 2])).toBe(Math.sqrt((4 + 9) / 2));
  });

  it('is undefined while fewer than three epochs are left, and for values that are not finite', () => {
    expect(roughness([])).toBeNull();
    expect(roughness([1, 2, 4])).toBeNull();
    expect(roughness([1, 2, 4, 8])).toBe(2);
    expect(roughness([1, 2, 4, Infinity])).toBeNull();
  });
});

describe('wrongWayShare', () => {
  it('is the movement that makes it worse over all movement', () => {
    // Moves 2, −1, 2: a fifth falls, four fifths rise.
    expect(wrongWayShare([1, 3, 2, 4], 'higher')).toBe(1 / 5);
    expect(wrongWayShare([1, 3, 2, 4], 'lower')).toBe(4 / 5);
  });

  it('is 0 for a curve that is never worse and 1 for one that is never better', () => {
    expect(wrongWayShare([1, 2, 2, 5], 'higher')).toBe(0);
    expect(wrongWayShare([1, 2, 2, 5], 'lower')).toBe(1);
  });

  it("is larger on the reference's linear curve than on ReLU's", () => {
    // NumPy, of the same curves: d = np.diff(accuracy); -d[d < 0].sum() / abs(d).sum()
    expect(wrongWayShare(reference('linear'), 'higher')).toBeCloseTo(0.11064935064935259, 12);
    expect(wrongWayShare(reference('relu'), 'higher')).toBeCloseTo(0.0010622154779963444, 12);
  });

  it('is undefined without movement and for values that are not finite', () => {
    expect(wrongWayShare([], 'higher')).toBeNull();
    expect(wrongWayShare([0.9], 'higher')).toBeNull();
    expect(wrongWayShare([0.9, 0.9, 0.9], 'higher')).toBeNull();
    expect(wrongWayShare([0.9, NaN], 'higher')).toBeNull();
  });
});

describe('logitRoughness', () => {
  it('is the roughness of log((pN + ½) / ((1 − p)N + ½))', () => {
    // N = 9, right 9 8 9 0 of 9 once the first epoch is left out: log(9.5/0.5), log(8.5/1.5), …
    const [all, most, none] = [Math.log(19), Math.log(8.5 / 1.5), -Math.log(19)];
    const bends = [all - 2 * most + all, most - 2 * all + none];
    expect(logitRoughness([0.5, 1, 8 / 9, 1, 0], 9)).toBeCloseTo(
      Math.sqrt((bends[0]! ** 2 + bends[1]! ** 2) / 2),
      12,
    );
  });

  it('sees the same jitter near the ceiling and at a half, where roughness does not', () => {
    const around = (p: number, by: number): number[] =>
      Array.from({ length: 10 }, (_, i) => p + (i % 2 === 0 ? by : -by));
    // The logit's slope is 1 / (p(1 − p)): 4 at a half, 101 at 0.99.
    const [half, ceiling] = [around(0.5, 0.01), around(0.99, (0.01 * 4) / (1 / 0.0099))];
    expect(roughness(half)! / roughness(ceiling)!).toBeGreaterThan(20);
    const ratio = logitRoughness(half, 1e6)! / logitRoughness(ceiling, 1e6)!;
    expect(ratio).toBeCloseTo(1, 2);
  });

  it('is undefined where roughness is, and for what is no share', () => {
    expect(logitRoughness([0.1, 0.2, 0.3], 100)).toBeNull();
    expect(logitRoughness([0.1, 0.2, NaN, 0.3, 0.4], 100)).toBeNull();
    expect(logitRoughness([0.1, 0.2, 1.5, 0.3, 0.4], 100)).toBeNull();
  });
});

describe('epochsToReach', () => {
  it('is the first epoch that is at least as good', () => {
    expect(epochsToReach([0.5, 0.8, 0.7, 0.9], 0.7, 'higher')).toBe(2);
    expect(epochsToReach([0.5, 0.8, 0.7, 0.9], 0.8, 'higher')).toBe(2);
    expect(epochsToReach([0.5, 0.4, 0.1], 0.4, 'lower')).toBe(2);
    expect(epochsToReach([0.5], 0.5, 'lower')).toBe(1);
  });

  it('is null where none is, as with NaN', () => {
    expect(epochsToReach([0.5, 0.8], 0.81, 'higher')).toBeNull();
    expect(epochsToReach([NaN, NaN], 0, 'higher')).toBeNull();
    expect(epochsToReach([], 0, 'higher')).toBeNull();
  });
});
