import type { Results } from '../study/results.ts';
import { distributions, testedMetrics } from './distribution.ts';
import type { Section } from './document.ts';
import { metricTitle } from '../study/format.ts';

/** How far final results differ from seed to seed; null where no variant has several. */
export function distributionSection(results: Results): Section | null {
  const charts = testedMetrics(results).flatMap((metric) => {
    if (distributions(results, metric).length === 0) return [];
    const caption = `${metricTitle(metric)} on the test set: each seed of each variant, with the mean and its 95% interval`;
    return [{ name: `test-${metric}` as const, caption, seeds: [] }];
  });
  if (charts.length === 0) return null;
  return { title: 'Final results, seed by seed', blocks: [{ type: 'charts', charts }] };
}
