import { compile } from 'vega-lite';
import { curveChart } from '../../report/charts.ts';
import { PAPER, VARIANT_COLOURS } from '../../report/palette.ts';
import { drawCharts } from '../../report/render.ts';
import type { Results } from '../../study/results.ts';
import {
  NOTHING_COMPARED,
  pendingTrial,
  referenceStudy,
  referenceTrial,
  study,
} from './fixtures.ts';

const WIDTH = 540;
const HEIGHT = 380;

describe('the charts', () => {
  afterEach(() => jest.restoreAllMocks());

  it('are the same bytes each time they are drawn', async () => {
    const first = await drawCharts(referenceStudy(), NOTHING_COMPARED);
    const second = await drawCharts(referenceStudy(), NOTHING_COMPARED);
    expect(second.accuracy!.svg).toBe(first.accuracy!.svg);
    expect(second.loss!.svg).toBe(first.loss!.svg);
    expect(second.accuracy!.png.equals(first.accuracy!.png)).toBe(true);
    expect(second.loss!.png.equals(first.loss!.png)).toBe(true);
  });

  it('come as PNG files with two pixels for each of the SVG', async () => {
    const { png } = (await drawCharts(referenceStudy(), NOTHING_COMPARED)).accuracy!;
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    // Width and height stand at bytes 16 and 20 of every PNG file.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * WIDTH, 2 * HEIGHT]);
  });

  it('hold one line a trial and split, with one point an epoch', async () => {
    const { svg } = (await drawCharts(referenceStudy(), NOTHING_COMPARED)).accuracy!;
    const lines = [...svg.matchAll(/aria-roledescription="line mark" d="([^"]+)"/g)];
    expect(lines.map(([, path]) => (path ?? '').split(/[ML]/).length - 1)).toEqual([
      50, 50, 50, 50,
    ]);
  });

  it('name every curve at its end', async () => {
    const { svg } = (await drawCharts(referenceStudy(), NOTHING_COMPARED)).loss!;
    const names = [...svg.matchAll(/>((?:linear|relu) (?:training|validation))</g)];
    expect(new Set(names.map(([, name]) => name))).toEqual(
      new Set(['linear training', 'linear validation', 'relu training', 'relu validation']),
    );
  });

  it.each([
    ['no epoch', study([pendingTrial('linear'), pendingTrial('relu')], 'running')],
    ['one epoch', referenceStudy([0], 1)],
    ['two seeds', referenceStudy([0, 1], 10)],
    ['no variable', study([{ ...referenceTrial('relu', 0, 5), variant: {} }])],
    ['twelve variants', manyVariants(12)],
    ['a divergent loss', divergent()],
    ['values that are not finite', notFinite()],
  ])('are drawn without a warning for %s', async (_, results) => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { accuracy, loss } = await drawCharts(results, NOTHING_COMPARED);
    expect(accuracy!.svg + loss!.svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(warn).not.toHaveBeenCalled();
  });

  it('keep the other curves readable when one diverges', () => {
    const { domain } = yScale(divergent());
    // Without the divergent trial the largest loss is relu's first, 0.5101.
    expect(domain).toEqual([0, 0.6]);
    expect(JSON.stringify(curveChart(divergent(), 'loss'))).toContain('values above 0.6');
  });

  it('say where the accuracy axis starts when it is not at zero', () => {
    expect(JSON.stringify(curveChart(referenceStudy(), 'accuracy'))).toContain(
      'axis starts at 85%',
    );
  });

  it('show hostile and unprintable names as text', async () => {
    const name = '<script>alert(1)</script>\u0000';
    const trial = { ...referenceTrial('relu', 0, 3), variant: { activation: name } };
    const { svg } = (await drawCharts(study([trial]), NOTHING_COMPARED)).accuracy!;
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('\u0000');
  });
});

describe('the palette', () => {
  it('can be read as text on paper, in the light and in the dark', () => {
    for (const { light, dark } of VARIANT_COLOURS) {
      expect(contrast(light, PAPER.light)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(dark, PAPER.dark)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

function manyVariants(count: number): Results {
  const trial = referenceTrial('relu', 0, 3);
  return study(
    Array.from({ length: count }, (_, i) => ({ ...trial, variant: { units: 2 ** i, rate: 0.1 } })),
  );
}

function divergent(): Results {
  const trial = referenceTrial('linear', 0, 3);
  const epochs = trial.epochs.map((epoch, i) => ({
    ...epoch,
    train: { loss: 10 ** (10 * i + 3), accuracy: 0.1 },
  }));
  return study([
    {
      ...trial,
      epochs,
      status: 'diverged',
      test: null,
      diverged: { epoch: 4, step: 17, lastLoss: 1e30 },
    },
    referenceTrial('relu', 0, 50),
  ]);
}

function notFinite(): Results {
  const trial = referenceTrial('relu', 0, 2);
  const bad = { loss: NaN, accuracy: Infinity };
  return study([{ ...trial, epochs: trial.epochs.map((epoch) => ({ ...epoch, train: bad })) }]);
}

function yScale(results: Results): { readonly domain?: unknown } {
  const scales = compile(curveChart(results, 'loss')).spec.scales ?? [];
  return scales.find(({ name }) => name === 'y') ?? {};
}

/** WCAG 2.2, contrast ratio of two sRGB colours written `#rrggbb`. */
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
