import { outline } from '../../report/answer.ts';
import { curveChart } from '../../report/charts.ts';
import { compareVariants } from '../../report/compare.ts';
import type { Comparison } from '../../report/compare.ts';
import { variantCards, variantsSection } from '../../report/variants-section.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Results } from '../../study/results.ts';
import { EVIDENCE, pendingTrial, planOf, study } from './fixtures.ts';

function judge(results: Results): Verdict | undefined {
  return compareVariants(results, planOf(results), EVIDENCE).verdicts[0];
}

/** The cards and the table's columns of the section on variants. */
function shown(comparison: Comparison, results: Results) {
  const plan = planOf(results);
  const { blocks: tables } = variantsSection(comparison, results, plan);
  const blocks = [...variantCards(comparison, results, plan), ...tables];
  const cards = blocks.flatMap((block) => (block.type === 'cards' ? block.cards : []));
  const columns = blocks.flatMap((block) => (block.type === 'table' ? block.columns : []));
  return { cards, columns: columns.map(({ title }) => title) };
}

interface Layer {
  readonly mark: { readonly type: string };
  readonly encoding: { readonly detail?: object };
  readonly data: { readonly values: readonly unknown[] };
}

describe('folds', () => {
  const fold = (activation: string, seed: number, number: number, accuracy: number | null) => ({
    ...pendingTrial(activation, seed),
    fold: number,
    status: accuracy === null ? ('running' as const) : ('done' as const),
    test: accuracy === null ? null : { loss: 1, accuracy },
  });
  const results = study([
    fold('linear', 0, 1, 0.5),
    fold('linear', 0, 2, 0.75),
    fold('linear', 1, 1, 0.5),
    fold('linear', 1, 2, 0.5),
    fold('relu', 0, 1, 1),
    fold('relu', 0, 2, 0.5),
    fold('relu', 1, 1, 1),
    fold('relu', 1, 2, 0.75),
  ]);

  it('are averaged within a seed, which stays what a difference is made of', () => {
    expect(judge(results)?.seeds).toEqual([
      { seed: 0, treatment: 0.75, baseline: 0.625, difference: 0.125 },
      { seed: 1, treatment: 0.875, baseline: 0.5, difference: 0.375 },
    ]);
    expect(judge(results)?.reason).toContain('Over 2 seeds the mean difference');
  });

  it('give a seed no value while one of them has none', () => {
    const open = study([...results.trials.slice(0, 7), fold('relu', 1, 2, null)], 'running');
    expect(judge(open)?.seeds.map(({ seed }) => seed)).toEqual([0]);
    expect(judge(open)?.reason).toContain(
      '1 of the 8 trials that it compares has no test accuracy',
    );
  });

  it('keep a row each in the variants’ table', () => {
    const { trials } = compareVariants(results, planOf(results), EVIDENCE);
    expect(trials.map(({ seed, fold: number }) => [seed, number])).toEqual([
      ...[0, 0, 1, 1].map((seed, i) => [seed, 1 + (i % 2)]),
      ...[0, 0, 1, 1].map((seed, i) => [seed, 1 + (i % 2)]),
    ]);
  });

  it('are means of seeds and folds in the report, whose ranges are those of the seeds', () => {
    const planned = planOf(results);
    const plan = {
      ...planned,
      trials: planned.trials.map((trial, i) => ({ ...trial, fold: 1 + (i % 2) })),
    };
    const { cards, columns } = shown(compareVariants(results, plan, EVIDENCE), results);
    expect(cards.map(({ figure, caption }) => [figure, caption])).toEqual([
      ['56.25%', 'test accuracy, mean of 2 seeds × 2 folds'],
      ['81.25%', 'test accuracy, mean of 2 seeds × 2 folds'],
    ]);
    expect(cards[1]!.facts).toContainEqual(['test accuracy, lowest to highest', '75.00% – 87.50%']);
    expect(columns.slice(0, 3)).toEqual(['Variant', 'Seed', 'Fold']);
    expect(outline(results, plan)).toBe('2 variants, 2 seeds, 2 folds, 50 epochs each');
  });

  it('have a line each in the charts', () => {
    const metrics = { loss: 1, accuracy: 0.5 };
    const epoch = { epoch: 1, train: metrics, validation: metrics, checkpoint: 'c', commit: 'e' };
    const trials = results.trials.map((trial) => ({ ...trial, epochs: [epoch] }));
    const chart = curveChart(study(trials), 'loss') as { layer?: readonly Layer[] };
    const lines = chart.layer!.filter(
      ({ mark, encoding }) => mark.type === 'line' && encoding.detail,
    );
    expect(lines.map(({ data, encoding }) => [encoding.detail, data.values.length])).toEqual([
      [{ field: 'trial', type: 'nominal' }, 2 * trials.length],
    ]);
  });
});
