import { mersenne } from 'pure-rand/generator/mersenne';
import { EXACT_SIGNS_UP_TO, SIGN_DRAWS } from './draws.ts';
import type { Shifted } from './shifted.ts';

const SEED = 1;
/** Of each number drawn. */
const BITS = 32;

/**
 * One-sided p of the sign-flip (Fisher–Pitman) test against E x ≤ 0, for differences that are
 * symmetric around their mean: the share of all 2ⁿ choices of signs whose sum is at least the one seen.
 *
 * Exact up to 20 values. Beyond, (count + 1) / (draws + 1) over 99,999 choices from a fixed stream
 * (Phipson and Smyth, 2010).
 */
export function signFlip(shifted: Shifted): number {
  const n = shifted.values.length;
  return n <= EXACT_SIGNS_UP_TO ? exact(shifted) : drawn(shifted);
}

/** Sums of one half's signs against the other's: both sorted, no sum is built of more than n terms. */
function exact({ values, tolerance }: Shifted): number {
  const n = values.length;
  const enough = sum(values) - n * tolerance;
  const left = signedSums(values.slice(0, n >> 1)).sort();
  const right = signedSums(values.slice(n >> 1)).sort();
  let count = 0;
  let from = right.length;
  for (const one of left) {
    while (from > 0 && one + right[from - 1]! >= enough) from -= 1;
    count += right.length - from;
  }
  return count / 2 ** n;
}

function signedSums(values: readonly number[]): Float64Array {
  const sums = new Float64Array(2 ** values.length);
  let known = 1;
  for (const value of values) {
    for (let i = 0; i < known; i += 1) {
      sums[known + i] = sums[i]! - value;
      sums[i]! += value;
    }
    known *= 2;
  }
  return sums;
}

function drawn({ values, tolerance }: Shifted): number {
  const n = values.length;
  const enough = sum(values) - n * tolerance;
  const random = mersenne(SEED);
  let count = 0;
  for (let draw = 0; draw < SIGN_DRAWS; draw += 1) {
    let total = 0;
    let bits = 0;
    for (let i = 0; i < n; i += 1) {
      if (i % BITS === 0) bits = random.next();
      total += (bits >>> (i % BITS)) & 1 ? values[i]! : -values[i]!;
    }
    if (total >= enough) count += 1;
  }
  return (count + 1) / (SIGN_DRAWS + 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
