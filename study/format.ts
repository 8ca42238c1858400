import { metricOf } from './metrics.ts';
import { count as grouped } from './words.ts';
import { isShare, shapeOf } from './shape-metrics.ts';
import type { Source } from './seeds.ts';
import type { HypothesisTerms, MetricName, MetricPath, ShapeMeasure, ShapePath } from './spec.ts';

/** What a hypothesis can compare: a metric, or a curve's shape. */
type Quantity = MetricPath | ShapePath;

const WORDS: Readonly<Record<MetricName, string>> = {
  loss: 'loss',
  accuracy: 'accuracy',
  mae: 'MAE',
  topK: 'top-k accuracy',
  precision: 'precision',
  recall: 'recall',
  f1: 'F1',
  rmse: 'RMSE',
};

const TITLES: Readonly<Partial<Record<MetricName, string>>> = {
  mae: 'Mean absolute error',
  rmse: 'Root mean squared error',
};

/** `0.9818` → `98.18%`. */
export function formatAccuracy(accuracy: number): string {
  return Number.isFinite(accuracy) ? `${(accuracy * 100).toFixed(2)}%` : 'not finite';
}

/**
 * A metric's value as a number, wherever it is shown: `0.061376` → `0.0614`, `110774.73` → `110,775`;
 * huge and tiny ones keep four significant digits.
 */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return 'not finite';
  const size = Math.abs(value);
  if (size >= 1e9 || (size > 0 && size < 0.0001)) return value.toExponential(3);
  if (size >= 10_000) return `${value < 0 ? '-' : ''}${grouped(Math.round(size))}`;
  return size < 10 ? value.toFixed(4) : value.toPrecision(6);
}

/** A metric's value, or a curve's shape, with its unit. */
export function formatMetric(path: Quantity, value: number): string {
  return isShare(path) ? formatAccuracy(value) : formatNumber(path, value);
}

/** A difference of two such values, signed: `+5.71 percentage points`, `−0.2150`. */
export function formatDifference(
  path: Quantity,
  difference: number,
  { unit = true }: { readonly unit?: boolean } = {},
): string {
  return `${signed(path, difference)}${unit ? unitOf(path) : ''}`;
}

/** Two bounds of a difference, with their unit if nothing before has told it: `+5.62 to +5.76`. */
export function formatInterval(
  path: Quantity,
  [low, high]: readonly [number, number],
  { unit = true }: { readonly unit?: boolean } = {},
): string {
  return `${signed(path, low)} to ${signed(path, high)}${unit ? unitOf(path) : ''}`;
}

/**
 * A p-value with two significant digits, `0.031` or `1.2e-9`; with as many more as tell it from the
 * level that it is held against.
 */
export function formatP(p: number, alpha?: number): string {
  if (p === 0) return '0';
  const format = (digits: number): string =>
    p >= 0.001 ? p.toPrecision(digits) : p.toExponential(digits - 1);
  const enough = [2, 3, 4, 6, 9, 12].find(
    (digits) => p === alpha || Number(format(digits)) !== alpha,
  );
  return format(enough ?? 15);
}

function signed(path: Quantity, difference: number): string {
  const size = Math.abs(difference);
  const text = isShare(path) ? percentText(100 * size) : formatNumber(path, size);
  return `${difference < 0 ? '−' : difference > 0 ? '+' : ''}${text}`;
}

/** Two digits after the point; of what is less than they show, two that count. */
function percentText(percent: number): string {
  return percent > 0 && percent < 0.005 ? percent.toPrecision(2) : percent.toFixed(2);
}

function unitOf(path: Quantity): string {
  return isShare(path) ? ' percentage points' : '';
}

function formatNumber(path: Quantity, value: number): string {
  switch (shapeOf(path)?.measure) {
    case 'reversals':
    case 'epochsToReach':
      return value.toFixed(Number.isInteger(value) ? 0 : 2);
    case 'roughness':
    case 'logitRoughness':
      return formatRoughness(value);
    default:
      return formatValue(value);
  }
}

/** Roughness in the metric's own unit, a small one with five decimals as in the reference: `0.00124`. */
export function formatRoughness(roughness: number): string {
  if (roughness >= 10) return formatValue(roughness);
  return roughness > 0 && roughness < 0.00001 ? roughness.toExponential(2) : roughness.toFixed(5);
}

const SHAPE_WORDS: Readonly<Record<ShapeMeasure, string>> = {
  reversals: 'reversals of',
  wrongWayShare: 'share of movement in the wrong direction of',
  roughness: 'roughness of',
  logitRoughness: 'logit-scale roughness of',
  epochsToReach: 'epochs that it takes to reach',
};

/** What a hypothesis compares, in words: `test accuracy`, `training loss in epoch 10`. */
export function quantityWords({
  metric,
  at,
  level,
}: Pick<HypothesisTerms, 'metric' | 'at' | 'level'>): string {
  const shape = shapeOf(metric);
  if (shape !== null) {
    const reached = level === undefined ? '' : ` of ${formatMetric(shape.curve, level)}`;
    return `${SHAPE_WORDS[shape.measure]} ${level === undefined ? '' : 'a '}${metricWords(shape.curve)}${reached}`;
  }
  const words = metricWords(metric as MetricPath);
  if (metric.startsWith('test.')) return words;
  if (at === undefined || at === 'last') return `${words} in the last epoch`;
  if (at === 'best') return `${words} in the best epoch`;
  return 'epoch' in at
    ? `${words} in epoch ${at.epoch}`
    : `mean ${words} of the last ${counted(at.meanLast, 'epoch')}`;
}

/** `validation.accuracy` → `validation accuracy`. */
export function metricWords(path: MetricPath): string {
  const split = path.startsWith('train.') ? 'training' : path.slice(0, path.indexOf('.'));
  return `${split} ${nameWords(metricOf(path))}`;
}

/** `f1` → `F1`, `mae` → `MAE`: short, for columns. */
export function nameWords(name: MetricName): string {
  return WORDS[name];
}

/** The same as a heading: `Mean absolute error`. */
export function metricTitle(name: MetricName): string {
  return TITLES[name] ?? capitalised(nameWords(name));
}

/** Milliseconds as people read them: `14 ms`, `1.9 s`, `1 min 12 s`, `2 h 5 min`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${Number((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** What each source of randomness decides. */
export const SOURCE_WORDS: Readonly<Record<Source, string>> = {
  split: 'the split',
  init: 'the first weights',
  order: 'the order of the samples',
};

/** With a capital letter. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 seed`, `2 seeds`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}
