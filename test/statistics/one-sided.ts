import { bothSides } from '../../statistics/location-test.ts';
import type {
  Alternative,
  LocationTestOptions,
  LocationTestResult,
} from '../../statistics/location-test.ts';

/** One side of `bothSides`. */
export function locationTest(
  differences: readonly number[],
  { alternative, ...options }: LocationTestOptions & { readonly alternative: Alternative },
): LocationTestResult | null {
  return bothSides(differences, options)[alternative];
}
