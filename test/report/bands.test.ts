import { curvesSection } from '../../report/curves-section.ts';
import { bandPoints, curvePoints } from '../../report/curves.ts';
import type { BandPoint } from '../../report/curves.ts';
import { drawCharts } from '../../report/render.ts';
import { seedLines } from '../../report/seed-lines.ts';
import type { Results, TrialResult } from '../../study/results.ts';
import { NOTHING_COMPARED, planOf, referenceStudy, referenceTrial, study } from './fixtures.ts';

/** A trial with these validation losses; the training loss is 1 in all epochs. */
function trial(activation: string, seed: number, losses: readonly number[]): TrialResult {
  const [epoch] = referenceTrial('relu', 0, 1).epochs;
  const epochs = losses.map((loss, i) => ({
    ...epoch!,
    epoch: i + 1,
    train: { loss: 1, accuracy: 0.5 },
    validation: { loss, accuracy: 0.5 },
  }));
  return { ...referenceTrial('relu', 0, 1), variant: { activation }, seed, epochs };
}

const bands = (results: Results): BandPoint[] =>
  bandPoints(results, curvePoints(results, 'loss')).filter(({ split }) => split === 'validation');

describe('the band of several seeds', () => {
  test('has their mean, their lowest and their highest value in each epoch', () => {
    const found = bands(
      study([trial('relu', 0, [4, 1]), trial('relu', 1, [2, 3]), trial('relu', 2, [3, 8])]),
    );
    expect(found.map(({ epoch, value, low, high }) => [epoch, value, low, high])).toEqual([
      [1, 3, 2, 4],
      [2, 4, 1, 8],
    ]);
  });

  test('ends where the first of them ends', () => {
    const found = bands(study([trial('relu', 0, [4, 1, 1]), trial('relu', 1, [2, 3])]));
    expect(found.map(({ epoch }) => epoch)).toEqual([1, 2]);
  });

  test('is each variant’s own, and none where a variant has one seed', () => {
    const found = bands(
      study([trial('relu', 0, [1]), trial('linear', 0, [2]), trial('linear', 1, [4])]),
    );
    expect(found.map(({ variant, value }) => [variant, value])).toEqual([['linear', 3]]);
    expect(bands(study([trial('relu', 0, [1]), trial('linear', 0, [2])]))).toEqual([]);
  });

  test('leaves out what diverged', () => {
    const diverged = { epoch: 2, step: 1, lastLoss: 9 };
    const found = bands(
      study([
        trial('relu', 0, [1, 2]),
        trial('relu', 1, [3, 4]),
        { ...trial('relu', 2, [900]), status: 'diverged', diverged },
      ]),
    );
    expect(found.map(({ epoch, high }) => [epoch, high])).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  test('is drawn behind a line for each seed and one for their mean', async () => {
    const { svg } = (await drawCharts(referenceStudy([0, 1], 10), NOTHING_COMPARED)).accuracy!;
    const marks = [...svg.matchAll(/aria-roledescription="(area|line) mark" d="[^"]+"[^>]*/g)];
    const widths = marks.map(([mark]) => /stroke-width="([^"]+)"/.exec(mark)?.[1] ?? 'area');
    expect(widths).toEqual([
      ...Array.from({ length: 4 }, () => 'area'),
      ...Array.from({ length: 8 }, () => '0.75'),
      ...['2', '2.5', '2', '2.5'],
    ]);
    expect(svg).toContain('band: all seeds');
  });
});

describe('a study of more trials than lines can be told apart', () => {
  const seeds = (count: number): Results =>
    study(Array.from({ length: count }, (_, seed) => trial('relu', seed, [2 + seed / 100, 1])));

  /** Of the loss: the widths of its lines, and how many points it has. */
  async function drawn(results: Results): Promise<{ widths: string[]; points: number }> {
    const { svg } = (await drawCharts(results, NOTHING_COMPARED)).loss!;
    const lines = svg.matchAll(/aria-roledescription="line mark"[^>]*stroke-width="([^"]+)"/g);
    return {
      widths: [...new Set([...lines].map(([, width]) => width!))],
      points: [...svg.matchAll(/aria-roledescription="point"/g)].length,
    };
  }

  test('has a band and a mean, without single lines and their best epochs', async () => {
    expect(await drawn(seeds(60))).toEqual({ widths: ['0.75', '2', '2.5'], points: 60 });
    expect(await drawn(seeds(61))).toEqual({ widths: ['2', '2.5'], points: 0 });
  });

  test('does not speak of thin lines, and of rings on them', () => {
    const text = (results: Results): string =>
      JSON.stringify(curvesSection(results, planOf(results)).blocks);
    expect(text(seeds(60))).toContain('each thin line is one seed');
    expect(text(seeds(60))).toContain('The ring marks');
    expect(text(seeds(61))).not.toMatch(/thin line|point at a line|ring marks/);
    expect(text(seeds(61))).toContain('the band reaches from the lowest to the highest');
  });

  test('has lines where each variant has one seed, and no band', async () => {
    const many = Array.from({ length: 61 }, (_, i) => trial(`a${i}`, 0, [2, 1]));
    expect((await drawn(study(many))).widths).toEqual(['1.75', '2.25']);
  });
});

describe('the lines of single seeds that a page lays over a chart', () => {
  test('say which trial they are, where they end and where they were best', () => {
    const results = study([trial('relu', 3, [0.5, 0.25, 0.75]), trial('relu', 4, [1, 1, 0.5])]);
    expect(seedLines(results, 'loss').map(({ name, values }) => [name, values])).toEqual([
      ['relu · seed 3', 'validation 0.7500, best 0.2500 (epoch 2) · training 1.0000'],
      ['relu · seed 4', 'validation 0.5000, its best · training 1.0000'],
    ]);
  });

  test('lie exactly on the curves that Vega draws', async () => {
    const results = referenceStudy([0, 1], 10);
    const { svg } = (await drawCharts(results, NOTHING_COMPARED)).loss!;
    // Vega draws within the margins of 48 and 64 pixels; each point to a thousandth of a pixel.
    const drawn = [...svg.matchAll(/line mark" d="([^"]+)"[^>]*stroke-width="0.75"/g)].map(
      ([, d]) => coordinates(d!).map((value, i) => value + (i % 2 === 0 ? 48 : 64)),
    );
    expect(drawn).toHaveLength(8);
    const laid = seedLines(results, 'loss').flatMap(({ training, validation }) => [
      coordinates(training!),
      coordinates(validation!),
    ]);
    expect(laid).toEqual(drawn.map((line) => line.map((value) => expect.closeTo(value, 0))));
  });

  test('are none where each curve is one trial’s already, or where there are too many', () => {
    expect(seedLines(referenceStudy(), 'accuracy')).toEqual([]);
    const many = Array.from({ length: 61 }, (_, seed) => trial('relu', seed, [1, 2]));
    expect(seedLines(study(many), 'loss')).toEqual([]);
  });
});

function coordinates(path: string): number[] {
  return path
    .slice(1)
    .split(/[L, ]+/)
    .map(Number);
}
