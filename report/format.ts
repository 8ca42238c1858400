import type { MetricPath } from '../study/spec.ts';

const METRIC_WORDS: Readonly<Record<MetricPath, string>> = {
  'train.loss': 'training loss',
  'train.accuracy': 'training accuracy',
  'validation.loss': 'validation loss',
  'validation.accuracy': 'validation accuracy',
  'test.loss': 'test loss',
  'test.accuracy': 'test accuracy',
};

/** `0.9818` → `98.18%`. */
export function formatAccuracy(accuracy: number): string {
  return Number.isFinite(accuracy) ? `${(accuracy * 100).toFixed(2)}%` : 'not finite';
}

/** `0.061376` → `0.0614`; large and tiny losses keep four significant digits. */
export function formatLoss(loss: number): string {
  if (!Number.isFinite(loss)) return 'not finite';
  const size = Math.abs(loss);
  if (size >= 100_000 || (size > 0 && size < 0.0001)) return loss.toExponential(3);
  return size < 10 ? loss.toFixed(4) : loss.toPrecision(6);
}

/** A metric's value with its unit. */
export function formatMetric(path: MetricPath, value: number): string {
  return isAccuracy(path) ? formatAccuracy(value) : formatLoss(value);
}

/** A difference of two values of a metric, signed: `+5.71 percentage points`, `−0.2150`. */
export function formatDifference(path: MetricPath, difference: number): string {
  const size = Math.abs(difference);
  const text = isAccuracy(path) ? `${(size * 100).toFixed(2)} percentage points` : formatLoss(size);
  return `${difference < 0 ? '−' : '+'}${text}`;
}

/** Roughness in the metric's own unit, five decimals as in the reference: `0.00124`. */
export function formatRoughness(roughness: number): string {
  return roughness > 0 && roughness < 0.00001 ? roughness.toExponential(2) : roughness.toFixed(5);
}

/** `validation.accuracy` → `validation accuracy`. */
export function metricWords(path: MetricPath): string {
  return METRIC_WORDS[path];
}

export function isAccuracy(path: MetricPath): boolean {
  return path.endsWith('.accuracy');
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
