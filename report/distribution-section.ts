import { formatDifference, formatMetric, metricTitle, metricWords } from '../study/format.ts';
import { variantLabel } from '../study/labels.ts';
import type { Results } from '../study/results.ts';
import { confidenceText } from '../verdict/line.ts';
import type { VariantSummary } from '../verdict/summary.ts';
import type { Comparison } from './compare.ts';
import { distributions, testedMetrics } from './distribution.ts';
import type { Block, Section } from './document.ts';
import { colourOf } from './variants-section.ts';

/** How far final results differ from seed to seed; null where no variant has several. */
export function distributionSection({ summaries }: Comparison, results: Results): Section | null {
  const several = summaries.filter(({ interval }) => interval !== null);
  const [first] = several;
  if (first === undefined) return null;
  const confidence = confidenceText(first.alpha);
  const charts = testedMetrics(results).flatMap((metric) => {
    if (distributions(results, summaries, metric).length === 0) return [];
    const caption = `${metricTitle(metric)} on the test set: each seed of each variant, with the mean and its ${confidence} interval`;
    return [{ name: `test-${metric}` as const, caption, seeds: [] }];
  });
  const blocks: Block[] = charts.length === 0 ? [] : [{ type: 'charts', charts }];
  return {
    title: 'Final results, seed by seed',
    blocks: [...blocks, table(several, colourOf(results), confidence)],
  };
}

function table(
  summaries: readonly VariantSummary[],
  colour: (label: string) => number | null,
  confidence: string,
): Block {
  return {
    type: 'table',
    columns: [
      { title: 'Variant', align: 'left' },
      { title: 'Metric', align: 'left' },
      { title: 'Seeds', align: 'right' },
      { title: 'Mean', align: 'right' },
      { title: 'Standard deviation', align: 'right' },
      { title: `${confidence} interval of the mean`, align: 'right' },
    ],
    rows: summaries.map(({ variant, metric, seeds, mean, standardDeviation, interval }) => ({
      colour: colour(variantLabel(variant)),
      cells: [
        variantLabel(variant),
        metricWords(metric),
        String(seeds.length),
        formatMetric(metric, mean),
        formatDifference(metric, standardDeviation!).replace(/^\+/, ''),
        interval!.map((end) => formatMetric(metric, end)).join(' – '),
      ],
    })),
  };
}
