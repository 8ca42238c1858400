import { fittedAxis } from '../../report/axis.ts';
import { compareVariants } from '../../report/compare.ts';
import type { Comparison } from '../../report/compare.ts';
import { distributionSection } from '../../report/distribution-section.ts';
import { distributions, testedMetrics } from '../../report/distribution.ts';
import { drawCharts } from '../../report/render.ts';
import type { Plan } from '../../study/plan.ts';
import type { Results, TestMetrics, TrialResult } from '../../study/results.ts';
import {
  EVIDENCE,
  pendingTrial,
  planOf,
  referenceStudy,
  referenceTrial,
  study,
} from './fixtures.ts';

function tested(activation: string, seed: number, test: TestMetrics): TrialResult {
  return { ...referenceTrial('relu', 0, 2), variant: { activation }, seed, test };
}

const accuracy = (value: number): TestMetrics => ({ loss: 1 - value, accuracy: value });

/** What the charts are drawn from. */
function comparisonOf(results: Results, plan: Plan = planOf(results)): Comparison {
  return compareVariants(results, plan, EVIDENCE);
}

/** Accuracies 50%, 75% and 100%: a mean of 75%, and a standard deviation of 25 percentage points. */
const THREE = study([0.5, 0.75, 1].map((value, seed) => tested('relu', seed, accuracy(value))));

describe('the distribution of final results', () => {
  test('has each seed’s value, and mean and interval as the comparison has them', () => {
    const { summaries } = comparisonOf(THREE);
    const [row] = distributions(THREE, summaries, 'accuracy');
    expect(row).toEqual({ ...summaries[1], variant: 'relu' });
    expect(row!.seeds.map(({ value }) => value)).toEqual([0.5, 0.75, 1]);
  });

  test('shows a variant of one seed without an interval, beside another that has several', () => {
    const results = study([
      tested('linear', 0, accuracy(0.5)),
      tested('relu', 0, accuracy(0.75)),
      tested('relu', 1, accuracy(0.75)),
      pendingTrial('tanh'),
    ]);
    const rows = distributions(results, comparisonOf(results).summaries, 'loss');
    expect(rows.map(({ variant, interval }) => [variant, interval])).toEqual([
      ['linear', null],
      ['relu', [0.25, 0.25]],
    ]);
  });

  test('is of the loss and of what variants are compared by', () => {
    expect(testedMetrics(study([tested('relu', 0, { loss: 1, mae: 2 })]))).toEqual(['mae', 'loss']);
    expect(testedMetrics(study([pendingTrial('relu')]))).toEqual([]);
  });

  test('is left out where each variant has one seed', async () => {
    const results = referenceStudy();
    const comparison = comparisonOf(results);
    expect(distributionSection(comparison, results)).toBeNull();
    expect(Object.keys(await drawCharts(results, comparison))).toEqual(['accuracy', 'loss']);
  });

  test('is drawn with a dot a seed, and says mean and interval', async () => {
    const comparison = comparisonOf(THREE);
    const charts = await drawCharts(THREE, comparison);
    const { svg } = charts['test-accuracy']!;
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(3);
    // t for 2 degrees of freedom is 4.302653 (NIST, table of t, 0.975); times 0.25 / √3 that is 0.6210.
    expect(svg).toContain('mean 75.00%, 95% interval 12.90% – 137.10%');
    expect(svg).not.toMatch(/NaN|undefined/);
    expect(charts['test-loss']).toBeDefined();
    const [drawn, table] = distributionSection(comparison, THREE)!.blocks;
    expect(drawn).toMatchObject({
      ...{ type: 'charts', charts: [{ name: 'test-accuracy' }, { name: 'test-loss' }] },
    });
    // √((0.25² + 0.25²) / 2)
    const row = ['relu', 'test accuracy', '3', '75.00%', '25.00 percentage points'];
    expect(table!.type === 'table' && table.rows[1]!.cells.slice(0, 5)).toEqual(row);
  });

  test('has the same interval in chart, caption and table: that of the study’s alpha, with its level', async () => {
    // Without hypotheses too.
    const plan = { ...planOf(THREE), alpha: 0.1, hypotheses: [] };
    const comparison = comparisonOf(THREE, plan);
    const { svg } = (await drawCharts(THREE, comparison))['test-accuracy']!;
    // t for 2 degrees of freedom is 2.919986 (NIST, table of t, 0.95); times 0.25 / √3 that is 0.4215.
    expect(svg).toContain('mean 75.00%, 90% interval 32.85% – 117.15%');
    expect(svg).toContain('the line the mean with its 90% interval (Student’s t)');
    expect(svg).not.toContain('95%');
    const [drawn, table] = distributionSection(comparison, THREE)!.blocks;
    expect(drawn!.type === 'charts' && drawn.charts[0]!.caption).toContain('its 90% interval');
    expect(table!.type === 'table' && table.columns[5]!.title).toBe('90% interval of the mean');
    expect(table!.type === 'table' && table.rows[1]!.cells[5]).toBe('32.85% – 117.15%');
  });
});

test.each([
  [[0.0945, 0.2769], [0.05, 0.3], '.2f'],
  [[3, 3], [2.98, 3.02], '.2f'],
  [[0, 0], [-0.6, 0.6], '.1f'],
  [[100_000, 300_000], [100_000, 300_000], '~s'],
])('an axis that fits %j goes over %j', (values, domain, format) => {
  const axis = fittedAxis(values);
  expect([axis.domain, axis.format]).toEqual([domain, format]);
});
