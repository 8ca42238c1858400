import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reversals, roughness } from '../../statistics/shape.ts';

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
