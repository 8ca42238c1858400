import { lgam, stdtr, stdtri } from 'cephes';

/**
 * P(T ≥ t) of Student's t, precise far into the tail.
 *
 * @param degrees of freedom, an integer ≥ 1
 */
export function upperTail(t: number, degrees: number): number {
  return stdtr(degrees, -t);
}

/**
 * How many standard errors an interval reaches to either side: the (1 + confidence) / 2 quantile.
 *
 * @param degrees of freedom, an integer ≥ 1
 * @throws RangeError for a confidence outside (0, 1)
 */
export function criticalValue(confidence: number, degrees: number): number {
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`a confidence lies between 0 and 1, not ${confidence}`);
  }
  return -stdtri(degrees, (1 - confidence) / 2);
}

/**
 * What an effect in standard deviations is multiplied by to be unbiased:
 * J(m) = Γ(m/2) / (√(m/2) · Γ((m − 1)/2)).
 *
 * @param degrees m of freedom, an integer ≥ 2
 * @see Hedges (1981), Distribution theory for Glass's estimator of effect size
 */
export function hedgesCorrection(degrees: number): number {
  return Math.exp(lgam(degrees / 2) - lgam((degrees - 1) / 2)) / Math.sqrt(degrees / 2);
}
