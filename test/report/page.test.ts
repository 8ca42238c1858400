import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildReport } from '../../report/build.ts';
import { compareVariants } from '../../report/compare.ts';
import { drawCharts } from '../../report/render.ts';
import { describeInBrowser } from '../browser.ts';
import type { AxeResults } from 'axe-core';
import type { Results } from '../../study/results.ts';
import { ENGINES, EVIDENCE, planOf, referenceStudy, referenceTrial, study } from './fixtures.ts';
import { picturesOf } from './pictures.ts';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

describeInBrowser('the report in a browser', (open) => {
  let folder: string;
  let url: string;
  /** Of two seeds. */
  let seedsUrl: string;
  /** Of variants with long names. */
  let longUrl: string;

  async function write(name: string, results: Results): Promise<string> {
    const repaired = ['12', '34'].map((byte) => `artifact sha256:${byte.repeat(32)}`);
    const comparison = compareVariants(results, planOf(results), EVIDENCE);
    const { html } = buildReport({
      ...{ results, plan: planOf(results), engines: ENGINES, repaired, outputs: [] },
      comparison,
      charts: await drawCharts(results, comparison),
      pictures: picturesOf(results),
    });
    writeFileSync(join(folder, name), html);
    return pathToFileURL(join(folder, name)).href;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'epochal-report-'));
    url = await write('report.html', referenceStudy());
    seedsUrl = await write('seeds.html', referenceStudy([0, 1], 10));
    longUrl = await write('long.html', longNames());
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

  it.each(['usual', 'long'])(
    'keeps the text of the charts inside them: %s names',
    async (names) => {
      const { page } = await open(names === 'long' ? longUrl : url, { width: 1280, height: 900 });
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
    },
  );

  it('asks for nothing but itself and complains about nothing', async () => {
    const { requests, complaints } = await open(url, { width: 1280, height: 900 });
    expect(requests).toEqual([url]);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ])('has nothing that axe finds serious or critical: %s, %i pixels wide', async (mode, width) => {
    const { page } = await open(seedsUrl, { width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: mode }]);
    await page.evaluate(AXE);
    const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults;
    const found = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(
      found.map(({ id, nodes }) => [
        id,
        ...nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`),
      ]),
    ).toEqual([]);
    expect(passes.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['color-contrast', 'image-alt']),
    );
  });

  it('names the curve of a seed that is pointed at or focused, and nothing before', async () => {
    const { page } = await open(seedsUrl, { width: 1280, height: 900 });
    const shown = (): Promise<unknown> =>
      page.evaluate(`[...document.querySelectorAll('.seeds text')]
        .filter((text) => getComputedStyle(text).visibility === 'visible')
        .map(({ textContent }) => textContent)`);
    expect(await shown()).toEqual([]);
    await page.evaluate("document.querySelectorAll('.seeds g')[3].focus()");
    expect(await shown()).toEqual([expect.stringMatching(/^relu · seed 1 · validation 9.*%/)]);
    await page.evaluate('document.activeElement.blur()');
    expect(await shown()).toEqual([]);
    // The end of the first line: the training curve of linear, seed 0.
    const end = (await page.evaluate(`(() => {
      const path = document.querySelector('.seeds .hit');
      path.scrollIntoView({ block: 'center' });
      const { x, y } = path.getPointAtLength(path.getTotalLength() - 1);
      const at = new DOMPoint(x, y).matrixTransform(path.getScreenCTM());
      return [at.x, at.y];
    })()`)) as [number, number];
    await page.mouse.move(...end);
    expect(await shown()).toEqual([expect.stringMatching(/^linear · seed \d · validation 9.*%/)]);
  });

  it.each([1280, 390])('squeezes and cuts no name of a seed, %i pixels wide', async (width) => {
    const { page } = await open(longUrl, { width, height: 900 });
    const notes = (await page.evaluate(`[...document.querySelectorAll('.seeds g')].map((line) => {
      const { right } = line.ownerSVGElement.getBoundingClientRect();
      return [...line.querySelectorAll('text')].map((text) => ({
        text: text.textContent,
        isWhole: text.getBoundingClientRect().right <= right && !text.hasAttribute('textLength'),
      }));
    })`)) as { readonly text: string; readonly isWhole: boolean }[][];
    expect(notes).toHaveLength(12);
    expect(notes.flat().filter(({ isWhole }) => !isWhole)).toEqual([]);
    const [[name, values] = [], , , , [chinese] = []] = notes;
    expect([name?.text, chinese?.text]).toEqual([
      'GLOROT_U…ASES_0.1 1 · seed 4294967294',
      '激激激激激…激激激激激 3 · seed 4294967294',
    ]);
    expect(values?.text).toMatch(/^validation 9\d\.\d\d%.* · training 9\d\.\d\d%$/);
  });

  it('says in words what each picture shows', async () => {
    const { page } = await open(url, { width: 1280, height: 900 });
    const alts = await page.$$eval('.picture img', (all) => all.map(({ alt }) => alt));
    expect(alts).toContain('Test image 1: 1');
    expect(alts.filter((alt) => alt.startsWith('First-layer weights of'))).toHaveLength(2);
    expect(alts).not.toContain('');
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

/** A study of three variants whose names fit nowhere, at the largest seeds. */
function longNames(): Results {
  const names = [
    'GLOROT_UNIFORM_WITH_A_GAIN_OF_1.41_AND_BIASES_0.1',
    'a rectified linear unit, leaky by one hundredth below zero, after every dense layer',
    '激'.repeat(60),
  ];
  return study(
    names.flatMap((activation) =>
      [4_294_967_294, 4_294_967_295].map((seed, i) => ({
        ...referenceTrial('relu', i, 10),
        variant: { activation },
        seed,
      })),
    ),
  );
}
