import { OWN_METRICS, metricNames, ownMetricOf } from '../study/metrics.ts';
import type { OwnMetric } from '../study/metrics.ts';
import type { Plan } from '../study/plan.ts';
import type { Results } from '../study/results.ts';
import type { MetricName } from '../study/spec.ts';

/** What a study's variants are compared by: accuracy, or of predicted numbers mae. */
export function ownMetric({ trials: [first] }: Plan): OwnMetric {
  return first === undefined ? 'accuracy' : OWN_METRICS[first.training.loss.type];
}

/** What a study measures more on validation and test samples, as single numbers. */
export function moreMetrics({ trials: [first] }: Plan): readonly MetricName[] {
  return (first?.metrics ?? []).flatMap(({ type }) => (type === 'confusionMatrix' ? [] : [type]));
}

/**
 * What a report's charts are called, and their files: a metric over the epochs, the final results, or
 * the differences of a hypothesis, by its place from 1.
 */
export type ChartName = MetricName | `test-${OwnMetric | 'loss'}` | DifferenceName;
/** More hypotheses than these and nobody reads the box, the chart and the details of each. */
export const MOST_IN_FULL = 6;
/** Of a study of more hypotheses none is drawn. */
export type DifferenceName = `difference-${1 | 2 | 3 | 4 | 5 | 6}`;

/** The metrics that have a chart, in the order in which they are shown. */
export function chartMetrics({ trials }: Results): readonly MetricName[] {
  const measured = trials.flatMap(({ epochs: [first] }) => first?.validation ?? [])[0];
  if (measured === undefined) return ['accuracy', 'loss'];
  const own = ownMetricOf(measured);
  const more = metricNames(measured).filter((name) => name !== own && name !== 'loss');
  return [own, 'loss', ...more];
}
