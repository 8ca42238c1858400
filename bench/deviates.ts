import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

/** A fixed stream of standard normal numbers (Box and Muller, 1958). */
export function normals(seed: number): () => number {
  const random = mersenne(seed);
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(random)));
    return radius * Math.cos(2 * Math.PI * uniformFloat64(random));
  };
}

/** A share of 10,000 samples that are right, as a test set of 10,000 gives it. */
export function ofTenThousand(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
