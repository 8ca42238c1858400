import type { Results } from '../study/results.ts';
import type { MetricName } from '../study/spec.ts';
import { variantLabel } from '../study/labels.ts';
import { mean } from '../statistics/summary.ts';
import { lettersIn } from './chart-frame.ts';

/** One epoch of one curve, as the charts' data hold it. */
export interface CurvePoint {
  /** Position in the results. */
  readonly trial: number;
  /** Which curve: trial and split. */
  readonly line: string;
  readonly variant: string;
  readonly seed: number;
  readonly split: 'training' | 'validation';
  readonly epoch: number;
  readonly value: number;
}

/** In letters of usual width. */
const LONGEST_LABEL = 24;
const NEARLY = 0.75;

/** More curves than these lie too close to each other to be told apart. */
const MOST_LINES = 60;

/** Whether single trials are drawn in a band of several. */
export function hasSingleLines({ trials }: Results): boolean {
  return trials.length <= MOST_LINES;
}

/** Every finite value of every curve: trials in order, epochs in order, training first. */
export function curvePoints(results: Results, metric: MetricName): CurvePoint[] {
  const names = chartNames(results);
  return results.trials.flatMap((trial, index) =>
    (['training', 'validation'] as const).flatMap((split) =>
      trial.epochs
        .map((epoch) => ({
          trial: index,
          line: `${index} ${split}`,
          variant: names.get(variantLabel(trial.variant))!,
          seed: trial.seed,
          split,
          epoch: epoch.epoch,
          value: epoch[split === 'training' ? 'train' : split][metric] ?? NaN,
        }))
        .filter(({ value }) => Number.isFinite(value)),
    ),
  );
}

/** One epoch of a variant's trials together. */
export interface BandPoint {
  readonly variant: string;
  readonly split: CurvePoint['split'];
  readonly epoch: number;
  /** Their mean. */
  readonly value: number;
  /** The lowest and the highest of them. */
  readonly low: number;
  readonly high: number;
}

/**
 * Mean and range of each variant's curves, where it has several, as far as all of them go: beyond, a
 * mean would jump because of who is missing. Trials that diverged are left out.
 */
export function bandPoints(results: Results, points: readonly CurvePoint[]): BandPoint[] {
  const groups = new Map<string, CurvePoint[]>();
  const lines = new Map<string, Set<string>>();
  for (const point of points) {
    if (results.trials[point.trial]?.diverged !== undefined) continue;
    const group = `${point.split} ${point.variant}`;
    lines.set(group, (lines.get(group) ?? new Set()).add(point.line));
    const name = `${group} ${point.epoch}`;
    groups.set(name, [...(groups.get(name) ?? []), point]);
  }
  return [...groups.values()].flatMap((group): BandPoint[] => {
    const { variant, split, epoch } = group[0]!;
    const count = lines.get(`${split} ${variant}`)!.size;
    if (count < 2 || group.length < count) return [];
    const values = group.map(({ value }) => value);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return [{ variant, split, epoch, value: mean(values), low, high }];
  });
}

/** The validation point of each trial's best epoch. */
export function bestPoints(results: Results, metric: MetricName): CurvePoint[] {
  return curvePoints(results, metric).filter(
    ({ trial, split, epoch }) =>
      split === 'validation' && results.trials[trial]?.best?.epoch === epoch,
  );
}

/**
 * Where each variant's curves end; of several seeds the mean of their last values. Curves that end
 * nearly at the same epoch end in one column, so that their names stand below each other.
 */
export function endPoints(points: readonly CurvePoint[]): CurvePoint[] {
  const lasts = new Map(points.map((point) => [point.line, point]));
  const groups = new Map<string, CurvePoint[]>();
  for (const point of lasts.values()) {
    const name = `${point.split} ${point.variant}`;
    groups.set(name, [...(groups.get(name) ?? []), point]);
  }
  const last = lastEpoch(points);
  return [...groups.values()].map((group) => ({
    ...(group[0] as CurvePoint),
    epoch: lastEpoch(group) > last * NEARLY ? last : lastEpoch(group),
    value: group.reduce((sum, { value }) => sum + value, 0) / group.length,
  }));
}

/** 0 while there is no epoch. */
export function lastEpoch(points: readonly CurvePoint[]): number {
  return points.reduce((last, { epoch }) => Math.max(last, epoch), 0);
}

/** The variants' names in the charts, in the order of the results. */
export function variantLabels(results: Results): string[] {
  return [...new Set(chartNames(results).values())];
}

/**
 * What each variant is called where room is short and no two may be called the same: its name, its
 * values alone where a name is too long, or a name with its middle left out. By the whole name.
 */
export function chartNames({ trials }: Results): ReadonlyMap<string, string> {
  const variants = new Map(trials.map(({ variant }) => [variantLabel(variant), variant]));
  const names = [...variants.keys()];
  const values = [...variants.values()].map((variant) => Object.values(variant).join(', '));
  const short = [names, values].find(
    (given) => given.every(fits) && new Set(given).size === given.length,
  );
  const cut = short ?? names.map((name, i) => (fits(name) ? name : withoutMiddle(name, i)));
  return new Map(names.map((name, i) => [name, printable(cut[i]!)]));
}

function fits(name: string): boolean {
  return lettersIn(name) <= LONGEST_LABEL;
}

/** Its beginning and its end, and its number, since another one may have both in common. */
function withoutMiddle(name: string, index: number): string {
  const letters = [...name];
  const number = ` ${index + 1}`;
  const kept = LONGEST_LABEL - number.length - 1;
  const end = Math.floor(kept / 2);
  const [first, last] = [fitting(letters, kept - end), fitting(letters.toReversed(), end)];
  return `${first.join('')}…${last.toReversed().join('')}${number}`;
}

/** As many of the first letters as are together no longer than so many. */
function fitting(letters: readonly string[], most: number): readonly string[] {
  const tooFar = letters.findIndex((_, i) => lettersIn(letters.slice(0, i + 1).join('')) > most);
  return tooFar === -1 ? letters : letters.slice(0, tooFar);
}

/** Free of what XML can't hold. */
function printable(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}
