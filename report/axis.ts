/** A linear axis: its ends, its ticks, and the d3 number format that shows each tick exactly. */
export interface Axis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly format: string;
}

/** Below one percentage point from end to end, noise would look like a finding. */
const LEAST_ACCURACY_SPAN = 0.01;

/** Fits the data, so that differences show; never outside [0, 1], never narrower than a point. */
export function accuracyAxis(values: readonly number[]): Axis {
  if (values.length === 0) return { domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1], format: '.0%' };
  const [low, high] = widened(extent(values), LEAST_ACCURACY_SPAN);
  const step = niceStep(high - low, 5);
  const ticks = multiples(Math.max(0, low), Math.min(1, high), step);
  const decimals = Math.max(0, -Math.floor(Math.log10(step * 100) + 1e-9));
  return { domain: ends(ticks), ticks, format: `.${decimals}%` };
}

/** From zero, so that a loss twice as high is drawn twice as high. */
export function lossAxis(values: readonly number[]): Axis {
  const high = values.length === 0 ? 1 : Math.max(...extent(values), 1e-6);
  const step = niceStep(high, 6);
  const ticks = multiples(0, high, step);
  return { domain: ends(ticks), ticks, format: numberFormat(high, step) };
}

/** Fits the data, so that differences show; of equal values a hundredth of their size. */
export function fittedAxis(values: readonly number[]): Axis {
  const [low, high] = extent(values);
  const least = Math.max(Math.abs(low), Math.abs(high)) / 100 || 1;
  const slack = Math.max(0, least - (high - low)) / 2;
  const step = niceStep(high - low + 2 * slack, 5);
  const ticks = multiples(low - slack, high + slack, step);
  return { domain: ends(ticks), ticks, format: numberFormat(high, step) };
}

/** Whole epochs only: the first, the last, and round ones between. */
export function epochAxis(epochs: number): Axis {
  if (epochs <= 1) return { domain: [0.5, 1.5], ticks: [1], format: 'd' };
  const step = Math.max(1, niceStep(epochs, 6));
  const round = multiples(0, epochs, step).filter((tick) => tick > 1 && epochs - tick >= step / 2);
  return { domain: [1, epochs], ticks: [1, ...round, epochs], format: 'd' };
}

/** Shows each tick exactly; large ones with an SI prefix: 200k. */
function numberFormat(high: number, step: number): string {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return high >= 1e12 || decimals > 5 ? '.1e' : high >= 1e5 ? '~s' : `.${decimals}f`;
}

/** The smallest of 1, 2, 5 times a power of ten that cuts `span` into at most `parts` parts. */
function niceStep(span: number, parts: number): number {
  const power = 10 ** Math.floor(Math.log10(span / parts));
  const factor = [1, 2, 5].find((each) => each * power * parts >= span * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** From the multiple at or below `low` to the one at or above `high`. */
function multiples(low: number, high: number, step: number): number[] {
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

function extent(values: readonly number[]): [number, number] {
  // Not Math.min(...values): a study of thousands of trials has more values than a call takes.
  return [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
}

function widened([low, high]: readonly [number, number], least: number): [number, number] {
  const slack = Math.max(0, least - (high - low)) / 2;
  const shift = Math.max(0, slack - low) - Math.max(0, high + slack - 1);
  return [low - slack + shift, high + slack + shift];
}

function ends(ticks: readonly number[]): [number, number] {
  return [ticks[0] as number, ticks.at(-1) as number];
}
