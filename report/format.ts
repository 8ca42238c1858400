import { METRICS, metricOf } from '../study/metrics.ts';
import { count as grouped } from '../study/words.ts';
import type { MetricName, MetricPath } from '../study/spec.ts';

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

/** `0.061376` → `0.0614`, `110774.73` → `110,775`; huge and tiny ones keep four significant digits. */
export function formatLoss(loss: number): string {
  if (!Number.isFinite(loss)) return 'not finite';
  const size = Math.abs(loss);
  if (size >= 1e9 || (size > 0 && size < 0.0001)) return loss.toExponential(3);
  if (size >= 10_000) return `${loss < 0 ? '-' : ''}${grouped(Math.round(size))}`;
  return size < 10 ? loss.toFixed(4) : loss.toPrecision(6);
}

/** A metric's value with its unit. */
export function formatMetric(path: MetricPath, value: number): string {
  return isShare(path) ? formatAccuracy(value) : formatLoss(value);
}

/** A difference of two values of a metric, signed: `+5.71 percentage points`, `−0.2150`. */
export function formatDifference(path: MetricPath, difference: number): string {
  const size = Math.abs(difference);
  const text = isShare(path) ? `${(size * 100).toFixed(2)} percentage points` : formatLoss(size);
  return `${difference < 0 ? '−' : '+'}${text}`;
}

/** Roughness in the metric's own unit, a small one with five decimals as in the reference: `0.00124`. */
export function formatRoughness(roughness: number): string {
  if (roughness >= 10) return formatLoss(roughness);
  return roughness > 0 && roughness < 0.00001 ? roughness.toExponential(2) : roughness.toFixed(5);
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

/** Whether a metric lies between 0 and 1, and is shown in percent. */
export function isShare(path: MetricPath): boolean {
  return METRICS[metricOf(path)].isShare;
}

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
