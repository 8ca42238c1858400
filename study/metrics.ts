import type { EpochMetrics } from './results.ts';
import type { MetricPath } from './spec.ts';

/** Which way each metric is better. Declared here, once. */
export const METRIC_DIRECTIONS: Readonly<Record<MetricPath, 'lower' | 'higher'>> = {
  'train.loss': 'lower',
  'train.accuracy': 'higher',
  'validation.loss': 'lower',
  'validation.accuracy': 'higher',
  'test.loss': 'lower',
  'test.accuracy': 'higher',
};

/** Every metric path, in the order that tables show them. */
export const METRIC_PATHS = Object.keys(METRIC_DIRECTIONS) as readonly MetricPath[];

/**
 * Whether `candidate` beats `best`: strictly, so that in a walk over the epochs a tie keeps the
 * earliest. NaN never wins; whatever is a number beats a NaN.
 */
export function isBetter(metric: MetricPath, candidate: number, best: number): boolean {
  if (Number.isNaN(candidate)) return false;
  if (Number.isNaN(best)) return true;
  return METRIC_DIRECTIONS[metric] === 'lower' ? candidate < best : candidate > best;
}

/** The monitored metric of an epoch; only train and validation metrics can be monitored. */
export function monitored(metrics: EpochMetrics, monitor: MetricPath): number {
  const [split, metric] = monitor.split('.') as ['train' | 'validation', 'loss' | 'accuracy'];
  return metrics[split][metric];
}
