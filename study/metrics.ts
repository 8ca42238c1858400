import type { EpochMetrics, Metrics } from './results.ts';
import type { Loss, Metric, MetricName, MetricPath } from './spec.ts';

/** All there is to know about a metric whatever it is measured on. */
interface MetricInfo {
  /** Which way it is better. Declared here, once. */
  readonly direction: 'lower' | 'higher';
  /** Whether it is a share of something: between 0 and 1. */
  readonly isShare: boolean;
}

const lower = { direction: 'lower', isShare: false } as const;
const share = { direction: 'higher', isShare: true } as const;

/** Every metric that is one number, in the order that tables show them. */
export const METRICS: Readonly<Record<MetricName, MetricInfo>> = {
  loss: lower,
  accuracy: share,
  mae: lower,
  topK: share,
  precision: share,
  recall: share,
  f1: share,
  rmse: lower,
};
const NAMES = Object.keys(METRICS) as readonly MetricName[];

/** What each loss's epochs are measured with besides the loss itself, the training samples too. */
export const OWN_METRICS: Readonly<Record<Loss['type'], OwnMetric>> = {
  crossEntropy: 'accuracy',
  binaryCrossEntropy: 'accuracy',
  meanSquaredError: 'mae',
};
export type OwnMetric = 'accuracy' | 'mae';

/** What else can be measured of each loss's outputs, on validation and test samples. */
export const MORE_METRICS: Readonly<Record<Loss['type'], readonly Metric['type'][]>> = {
  crossEntropy: ['topK', 'precision', 'recall', 'f1', 'confusionMatrix'],
  binaryCrossEntropy: ['precision', 'recall', 'f1', 'confusionMatrix'],
  meanSquaredError: ['rmse'],
};

/** Every metric path, in the order that tables show them. */
export const METRIC_PATHS: readonly MetricPath[] = [
  ...(['loss', 'accuracy', 'mae'] as const).map((name) => `train.${name}` as const),
  ...(['validation', 'test'] as const).flatMap((split) =>
    NAMES.map((name) => `${split}.${name}` as const),
  ),
];

/** The metric of a path: `f1` of `test.f1`. */
export function metricOf(path: MetricPath): MetricName {
  return path.slice(path.indexOf('.') + 1) as MetricName;
}

/** Which way a metric is better. */
export function directionOf(path: MetricPath): MetricInfo['direction'] {
  return METRICS[metricOf(path)].direction;
}

/**
 * Whether `candidate` beats `best`: strictly, so that in a walk over the epochs a tie keeps the
 * earliest. NaN never wins; whatever is a number beats a NaN.
 */
export function isBetter(metric: MetricPath, candidate: number, best: number): boolean {
  if (Number.isNaN(candidate)) return false;
  if (Number.isNaN(best)) return true;
  return directionOf(metric) === 'lower' ? candidate < best : candidate > best;
}

/** The monitored metric of an epoch; only train and validation metrics can be monitored. */
export function monitored(metrics: EpochMetrics, monitor: MetricPath): number {
  const [split] = monitor.split('.') as ['train' | 'validation'];
  return metrics[split][metricOf(monitor)] ?? NaN;
}

/** The metrics that are there, in the order that tables show them. */
export function metricNames(metrics: Metrics): readonly MetricName[] {
  return NAMES.filter((name) => metrics[name] !== undefined);
}

/** The metric that the loss's outputs are always measured with: accuracy, or of numbers mae. */
export function ownMetricOf(metrics: Metrics): OwnMetric {
  return metrics.mae === undefined ? 'accuracy' : 'mae';
}

/** What a validation measures more: a matrix an epoch would be a lot of numbers that nobody reads. */
export function validationMetrics(
  metrics: readonly Metric[] | undefined,
): readonly Metric[] | undefined {
  const some = metrics?.filter(({ type }) => type !== 'confusionMatrix') ?? [];
  return some.length === 0 ? undefined : some;
}
