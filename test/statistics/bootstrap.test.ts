import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { testClaim } from '../../statistics/claim.ts';
import { RESAMPLES } from '../../statistics/draws.ts';

jest.mock('pure-rand/distribution/uniformInt', () => {
  const original = jest.requireActual<{ uniformInt: typeof uniformInt }>(
    'pure-rand/distribution/uniformInt',
  );
  return { uniformInt: jest.fn(original.uniformInt) };
});

const differences = Array.from({ length: 20 }, (_, i) => 0.1 + Math.sin(i));

beforeEach(() => {
  jest.mocked(uniformInt).mockClear();
});

test.each([
  ['greater', 0.05, 1],
  ['less', 0.05, 1],
  ['different', 0, 1],
  // A bound on either side.
  ['different', 0.05, 2],
  ['equivalent', 0.05, 2],
] as const)(
  'a claim of %s by %f and its opposite are tested with the same resamples',
  (expected, minEffect, times) => {
    testClaim(differences, { test: 'bootstrap', expect: expected, minEffect });
    expect(uniformInt).toHaveBeenCalledTimes(times * RESAMPLES * differences.length);
  },
);
