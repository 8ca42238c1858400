import { metricOf } from '../study/metrics.ts';
import type { Hypothesis, Variant } from '../study/spec.ts';
import type { Comparison } from './compare.ts';
import type { Block, Section } from './document.ts';
import { formatDifference, formatMetric, metricWords } from '../study/format.ts';
import { variantLabel } from '../study/labels.ts';
import type { Judgement } from './hypothesis.ts';

const EXPECTED: Readonly<Record<Hypothesis['expect'], string>> = {
  greater: 'greater than',
  less: 'less than',
  different: 'different from',
  equivalent: 'equivalent to',
};

/** Each hypothesis with its verdict and the reason; null where the study states none. */
export function hypothesesSection(comparison: Comparison): Section | null {
  if (comparison.hypotheses.length === 0) return null;
  return {
    title: comparison.hypotheses.length === 1 ? 'Hypothesis' : 'Hypotheses',
    blocks: comparison.hypotheses.flatMap((judgement) => judgementBlocks(judgement)),
  };
}

function judgementBlocks(judgement: Judgement): Block[] {
  const { hypothesis, reason, observed } = judgement;
  const blocks: Block[] = [
    { type: 'paragraph', text: [{ strong: hypothesis.claim }, ' – ', { strong: 'undecided' }] },
    { type: 'paragraph', text: `As the study states it: ${statement(hypothesis)}.` },
    { type: 'paragraph', text: reason },
  ];
  if (observed.length > 1) {
    blocks.push({
      type: 'table',
      columns: [
        { title: 'Seed', align: 'right' },
        { title: name(hypothesis.treatment), align: 'right' },
        { title: name(hypothesis.baseline), align: 'right' },
        { title: 'Difference', align: 'right' },
      ],
      rows: observed.map(({ seed, treatment, baseline, difference }) => ({
        colour: null,
        cells: [
          String(seed),
          formatMetric(hypothesis.metric, treatment),
          formatMetric(hypothesis.metric, baseline),
          formatDifference(hypothesis.metric, difference),
        ],
      })),
    });
  }
  return blocks;
}

function statement({ metric, treatment, baseline, expect, minEffect }: Hypothesis): string {
  const least =
    minEffect === undefined
      ? ''
      : `, by at least ${formatDifference(metric, minEffect).slice(1)}${metricOf(metric) === 'loss' ? ' of loss' : ''}`;
  return `${metricWords(metric)} of ${name(treatment)} is ${EXPECTED[expect]} that of ${name(baseline)}${least}`;
}

function name(variant: Variant): string {
  return variantLabel(variant);
}
