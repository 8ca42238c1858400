/** Up to so many differences the sign-flip test goes through all 2ⁿ signs: 2²⁰ are a million. */
export const EXACT_SIGNS_UP_TO = 20;

/** Signs drawn beyond that: p has a standard error of at most 0.0016. */
export const SIGN_DRAWS = 99_999;

/** Resamples of the bootstrap: of B + 1 = 10,000, a p of 0.05 and an interval's ends are whole numbers. */
export const RESAMPLES = 9_999;
