import { fittedAxis } from '../../report/axis.ts';
import { compareVariants } from '../../report/compare.ts';
import { distributionSection } from '../../report/distribution-section.ts';
import { distributions, testedMetrics } from '../../report/distribution.ts';
import { drawCharts } from '../../report/render.ts';
import type { TestMetrics, TrialResult } from '../../study/results.ts';
import {
  EVIDENCE,
  pendingTrial,
  planOf,
  referenceStudy,
  referenceTrial,
  study,
} from './fixtures.ts';

function tested(activation: string, seed: number, test: TestMetrics, fold?: number): TrialResult {
  const trial = { ...referenceTrial('relu', 0, 2), variant: { activation }, seed, test };
  return { ...trial, ...(fold !== undefined && { fold }) };
}

const accuracy = (value: number): TestMetrics => ({ loss: 1 - value, accuracy: value });

describe('the distribution of final results', () => {
  test('has each seed’s value, their mean and its 95% interval by Student’s t', () => {
    const results = study(
      [0.5, 0.75, 1].map((value, seed) => tested('relu', seed, accuracy(value))),
    );
    const [row] = distributions(results, 'accuracy');
    // Standard deviation 0.25; t for 2 degrees of freedom is 4.302653 (NIST, table of t, 0.975).
    const reach = (4.302653 * 0.25) / Math.sqrt(3);
    expect(row).toEqual({
      variant: 'relu',
      values: [0.5, 0.75, 1],
      mean: 0.75,
      interval: { low: expect.closeTo(0.75 - reach, 5), high: expect.closeTo(0.75 + reach, 5) },
    });
  });

  test('is of seeds, whose folds are averaged', () => {
    const results = study(
      [0.5, 0.75, 0.25, 1].map((value, i) => tested('relu', i >> 1, accuracy(value), 1 + (i % 2))),
    );
    expect(distributions(results, 'accuracy')[0]!.values).toEqual([0.625, 0.625]);
  });

  test('shows a variant of one seed without an interval, beside another that has several', () => {
    const results = study([
      tested('linear', 0, accuracy(0.5)),
      tested('relu', 0, accuracy(0.75)),
      tested('relu', 1, accuracy(0.75)),
      pendingTrial('tanh'),
    ]);
    expect(
      distributions(results, 'loss').map(({ variant, interval }) => [variant, interval]),
    ).toEqual([
      ['linear', null],
      ['relu', { low: 0.25, high: 0.25 }],
    ]);
  });

  test('is of the loss and of what variants are compared by', () => {
    expect(testedMetrics(study([tested('relu', 0, { loss: 1, mae: 2 })]))).toEqual(['mae', 'loss']);
    expect(testedMetrics(study([pendingTrial('relu')]))).toEqual([]);
  });

  test('is left out where each variant has one seed', async () => {
    const results = referenceStudy();
    const comparison = compareVariants(results, planOf(results), EVIDENCE);
    expect(distributionSection(comparison, results)).toBeNull();
    expect(Object.keys(await drawCharts(referenceStudy(), []))).toEqual(['accuracy', 'loss']);
  });

  test('is drawn with a dot a seed, and says mean and interval', async () => {
    const results = study(
      [0.5, 0.75, 1].map((value, seed) => tested('relu', seed, accuracy(value))),
    );
    const charts = await drawCharts(results, []);
    const { svg } = charts['test-accuracy']!;
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(3);
    // 0.75 ± 0.6210, drawn as far as an accuracy can be.
    expect(svg).toContain('mean 75.00%, 95% interval 12.90% – 137.10%');
    expect(svg).not.toMatch(/NaN|undefined/);
    expect(charts['test-loss']).toBeDefined();
    const comparison = compareVariants(results, planOf(results), EVIDENCE);
    const [drawn, table] = distributionSection(comparison, results)!.blocks;
    expect(drawn).toMatchObject({
      ...{ type: 'charts', charts: [{ name: 'test-accuracy' }, { name: 'test-loss' }] },
    });
    // √((0.25² + 0.25²) / 2)
    const row = ['relu', 'test accuracy', '3', '75.00%', '25.00 percentage points'];
    expect(table!.type === 'table' && table.rows[1]!.cells.slice(0, 5)).toEqual(row);
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
