import { DEFAULTS } from '../study/defaults.ts';
import {
  capitalised,
  counted,
  formatDifference,
  formatInterval,
  formatMetric,
  quantityWords,
} from '../study/format.ts';
import { count } from '../study/words.ts';
import { variantLabel } from '../study/labels.ts';
import type { Hypothesis } from '../study/spec.ts';
import { VERDICT_WORDS, confidenceText, effectText, marksOf } from '../verdict/line.ts';
import { TEST_NAMES } from '../verdict/reason.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Comparison } from './compare.ts';
import { drawnVerdicts } from './difference-chart.ts';
import type { Block, Section, Text } from './document.ts';
import { MOST_IN_FULL } from './measured.ts';
import type { DifferenceName } from './measured.ts';

const EXPECTED: Readonly<Record<Hypothesis['expect'], string>> = {
  greater: 'greater than',
  less: 'less than',
  different: 'different from',
  equivalent: 'equivalent to',
};

/** Each hypothesis with its verdict, the reason, and the numbers of each seed; null where there is none. */
export function hypothesesSection({ verdicts }: Comparison): Section | null {
  if (verdicts.length === 0) return null;
  const drawn = new Map(drawnVerdicts(verdicts).map(([name, verdict]) => [verdict, name]));
  const blocks = verdicts.flatMap((verdict): Block[] => {
    const details = verdictBlocks(verdict, drawn.get(verdict));
    if (verdicts.length <= MOST_IN_FULL)
      return [{ type: 'heading', text: verdict.claim }, ...details];
    return [{ type: 'fold', summary: `${verdict.claim}: ${verdict.verdict}`, blocks: details }];
  });
  return { title: verdicts.length === 1 ? 'Hypothesis' : 'Hypotheses', blocks };
}

/** @param chart the chart of its differences, where they are drawn */
function verdictBlocks(verdict: Verdict, chart: DifferenceName | undefined): Block[] {
  const { hypothesis, reason, seeds } = verdict;
  const word = [VERDICT_WORDS[verdict.verdict], ...marksOf(verdict)].join(', ');
  return [
    { type: 'paragraph', text: [{ strong: `${word}.` }, ` ${reason}`] },
    ...(chart === undefined ? [] : [chartOf(verdict, chart)]),
    { type: 'facts', facts: factsOf(verdict) },
    ...(seeds.length > 1
      ? [{ type: 'fold' as const, summary: 'Each seed', blocks: [seedTable(hypothesis, verdict)] }]
      : []),
  ];
}

function chartOf({ hypothesis }: Verdict, name: DifferenceName): Block {
  const caption = `${capitalised(quantityWords(hypothesis))}, ${variantLabel(hypothesis.treatment)} minus ${variantLabel(hypothesis.baseline)}: each seed, the mean and its interval`;
  return { type: 'charts', charts: [{ name, caption, seeds: [] }] };
}

function factsOf(verdict: Verdict): (readonly [string, Text])[] {
  const { hypothesis, alpha, standardised, reused, testSet, scope } = verdict;
  const { metric } = hypothesis;
  return [
    ['As stated', `${statement(hypothesis)}.`],
    ['Tested by', testText(verdict)],
    ...(standardised === null
      ? []
      : [
          [
            'Standardised',
            `${standardised.toFixed(2).replace('-', '−')} standard deviations of the difference (d_z, Hedges)`,
          ] as const,
        ]),
    ...(reused === undefined
      ? []
      : [
          [
            'Without reused seeds',
            `${effectText({ ...reused.without, metric, alpha })}${reused.without.p === null ? '' : ' (p for the claim, not corrected)'}`,
          ] as const,
        ]),
    ...(testSet === null
      ? metric.startsWith('test.') && verdict.n > 0
        ? [
            [
              'Test set',
              'what other samples would make of it is not known for this metric',
            ] as const,
          ]
        : []
      : [
          [
            'Test set',
            `with other test samples, and these models, ${confidenceText(alpha)} interval ${formatInterval(metric, testSet.interval)}, paired over ${count(testSet.samples)} samples`,
          ] as const,
        ]),
    ['Scope', scope],
  ];
}

function testText({ test, alpha, n, hypothesis }: Verdict): string {
  const asked = hypothesis.test ?? DEFAULTS.test;
  const instead = asked === test ? '' : ` in place of ${TEST_NAMES[asked]}`;
  const sides = {
    greater: 'one-sided',
    less: 'one-sided',
    different: 'two-sided',
    equivalent: 'two one-sided',
  };
  return `${TEST_NAMES[test]}${instead}, ${sides[hypothesis.expect]}, over ${counted(n, 'seed')}, alpha ${alpha}; intervals are two-sided, each by itself`;
}

function seedTable(hypothesis: Hypothesis, { seeds, reused }: Verdict): Block {
  const { metric, treatment, baseline } = hypothesis;
  return {
    type: 'table',
    columns: [
      { title: 'Seed', align: 'right' },
      { title: variantLabel(treatment), align: 'right' },
      { title: variantLabel(baseline), align: 'right' },
      { title: 'Difference', align: 'right' },
    ],
    rows: seeds.map((each) => ({
      colour: null,
      cells: [
        `${each.seed}${reused?.seeds.includes(each.seed) ? ' (reused)' : ''}`,
        formatMetric(metric, each.treatment),
        formatMetric(metric, each.baseline),
        formatDifference(metric, each.difference),
      ],
    })),
  };
}

/** `Test accuracy: relu greater than linear, by more than 1.00 percentage points`. */
function statement(hypothesis: Hypothesis): string {
  const { metric, treatment, baseline, expect, minEffect = 0 } = hypothesis;
  const size = formatDifference(metric, minEffect).replace(/^\+/, '');
  const bound =
    minEffect === 0 ? '' : expect === 'equivalent' ? `, within ${size}` : `, by more than ${size}`;
  return `${capitalised(quantityWords(hypothesis))}: ${variantLabel(treatment)} ${EXPECTED[expect]} ${variantLabel(baseline)}${bound}`;
}
