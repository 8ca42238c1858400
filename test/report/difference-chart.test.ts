import { compareVariants } from '../../report/compare.ts';
import { differenceChart, drawnVerdicts } from '../../report/difference-chart.ts';
import { hypothesesSection } from '../../report/hypotheses-section.ts';
import { verdictBlocks } from '../../report/verdicts.ts';
import { drawCharts } from '../../report/render.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { EVIDENCE, planOf, referenceStudy } from './fixtures.ts';

const results = referenceStudy([0, 1], 10);
const plan = planOf(results);
const [verdict] = compareVariants(results, plan, EVIDENCE).verdicts;

/** The data of each layer, in the chart's order. */
function dataOf(drawn: Verdict): readonly (readonly Readonly<Record<string, unknown>>[])[] {
  const { layer } = differenceChart(drawn) as unknown as {
    readonly layer: readonly { readonly data: { readonly values: readonly never[] } }[];
  };
  return layer.map(({ data }) => data.values);
}

describe('the chart of a hypothesis’s differences', () => {
  it('has a dot for each seed, their mean, its interval, and the smallest that matters', () => {
    const layers = dataOf(verdict!);
    expect(layers[0]!.map(({ value }) => value)).toEqual([0, 1]);
    const [dots, rings] = layers.slice(-2);
    // PyTorch's own tests, in percentage points.
    expect(dots![0]!['value']).toBeCloseTo(100 * (0.9818 - 0.9247), 9);
    expect(rings).toEqual([]);
    const [mean] = layers.at(-3)!;
    expect(mean!['value']).toBeCloseTo(100 * verdict!.effect!, 9);
    const [interval] = layers.at(-4)!;
    expect(interval!['value']).toBeCloseTo(100 * verdict!.interval![0], 9);
    expect(interval!['high']).toBeCloseTo(100 * verdict!.interval![1], 9);
  });

  it('draws what was reused hollow', () => {
    const without = { n: 1, effect: 0, interval: null, p: null };
    const layers = dataOf({ ...verdict!, reused: { seeds: [0], without } });
    const [dots, rings] = layers.slice(-2);
    expect([dots!.length, rings!.length]).toEqual([1, 1]);
  });

  it('is drawn of two seeds or more, and of no more hypotheses than anyone looks at', () => {
    const one = compareVariants(referenceStudy(), planOf(referenceStudy()), EVIDENCE).verdicts;
    expect(drawnVerdicts(one)).toEqual([]);
    expect(drawnVerdicts([verdict!, verdict!]).map(([name]) => name)).toEqual([
      'difference-1',
      'difference-2',
    ]);
    expect(drawnVerdicts(Array.from({ length: 7 }, () => verdict!))).toEqual([]);
  });

  it('has a place as long as each hypothesis has a box and open details: up to six', () => {
    const places = (count: number) => {
      const verdicts = Array.from({ length: count }, () => verdict!);
      const comparison = { ...compareVariants(results, planOf(results), EVIDENCE), verdicts };
      const typesOf = (blocks: readonly { readonly type: string }[]): readonly string[] =>
        blocks.map(({ type }) => type);
      return {
        boxes: typesOf(verdictBlocks(comparison, null)).filter((type) => type === 'verdict').length,
        charts: drawnVerdicts(verdicts).length,
        open: typesOf(hypothesesSection(comparison)!.blocks).filter((type) => type === 'heading')
          .length,
      };
    };
    expect(places(6)).toEqual({ boxes: 6, charts: 6, open: 6 });
    expect(places(7)).toEqual({ boxes: 0, charts: 0, open: 0 });
  });

  it('is a picture with no text but what it says', async () => {
    const { 'difference-1': chart } = await drawCharts(results, {
      summaries: [],
      verdicts: [verdict!],
    });
    expect(chart!.svg).toContain('Test accuracy: relu − linear');
    expect(chart!.svg).toContain('smallest that matters');
  });
});
