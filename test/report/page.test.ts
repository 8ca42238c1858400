import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildReport } from '../../report/build.ts';
import { compareVariants } from '../../report/compare.ts';
import { drawCharts } from '../../report/render.ts';
import { describeInBrowser } from '../browser.ts';
import { ENGINES, EVIDENCE, planOf, referenceStudy } from './fixtures.ts';

describeInBrowser('the report in a browser', (open) => {
  let folder: string;
  let url: string;

  beforeAll(async () => {
    const results = referenceStudy();
    const charts = await drawCharts(results);
    const repaired = ['12', '34'].map((byte) => `artifact sha256:${byte.repeat(32)}`);
    const { html } = buildReport({
      results,
      comparison: compareVariants(results, planOf(results), EVIDENCE),
      plan: planOf(results),
      engines: ENGINES,
      charts,
      repaired,
      outputs: [],
    });
    folder = mkdtempSync(join(tmpdir(), 'epochal-report-'));
    writeFileSync(join(folder, 'report.html'), html);
    url = pathToFileURL(join(folder, 'report.html')).href;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([1280, 390])('fits a window %i pixels wide', async (width) => {
    const { page } = await open(url, { width, height: 900 });
    const widths = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
    expect(widths).toEqual([width, width]);
  });

  it('shows both charts, each with the four curves drawn', async () => {
    const { page } = await open(url, { width: 1280, height: 900 });
    const curves = await page.$$eval('.chart', (charts) =>
      charts.map((chart) =>
        [...chart.querySelectorAll('.mark-line path')].map((path) => {
          const { width, height } = path.getBoundingClientRect();
          return width > 200 && height > 5;
        }),
      ),
    );
    expect(curves).toEqual([
      [true, true, true, true],
      [true, true, true, true],
    ]);
  });

  it('puts the charts side by side where there is room, and below each other on a phone', async () => {
    const tops = async (width: number): Promise<number[]> => {
      const { page } = await open(url, { width, height: 900 });
      return page.$$eval('.chart', (all) => all.map((each) => each.getBoundingClientRect().top));
    };
    const [left, right] = await tops(1280);
    expect(right).toBe(left);
    const [upper, lower] = await tops(390);
    expect(lower).toBeGreaterThan((upper ?? 0) + 200);
  });

  it('keeps the text of the charts inside them', async () => {
    const { page } = await open(url, { width: 1280, height: 900 });
    const outside = await page.$$eval('.chart svg', (charts) =>
      charts.flatMap((chart) => {
        const frame = chart.getBoundingClientRect();
        return [...chart.querySelectorAll('text')]
          .filter((text) => {
            const { left, right } = text.getBoundingClientRect();
            return left < frame.left - 1 || right > frame.right + 1;
          })
          .map(({ textContent }) => textContent);
      }),
    );
    expect(outside).toEqual([]);
  });

  it('asks for nothing but itself and complains about nothing', async () => {
    const { requests, complaints } = await open(url, { width: 1280, height: 900 });
    expect(requests).toEqual([url]);
    expect(complaints).toEqual([]);
  });

  it('swaps the colours of the charts in the dark', async () => {
    const { page } = await open(url, { width: 1280, height: 900 });
    const paper = (): Promise<unknown> =>
      page.evaluate("getComputedStyle(document.querySelector('.chart svg > rect')).fill");
    expect(await paper()).toBe('rgb(255, 255, 255)');
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    expect(await paper()).not.toBe('rgb(255, 255, 255)');
  });
});
