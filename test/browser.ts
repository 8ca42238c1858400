import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import puppeteer from 'puppeteer-core';
import type { Browser, Page } from 'puppeteer-core';
import { describeIf } from './skip.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** `CHROME_PATH`, else a Chromium or Chrome on the PATH; null where there is none. */
function findBrowser(): string | null {
  const given = process.env['CHROME_PATH'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [
    ...(given === undefined || given === '' ? [] : [given]),
    ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))),
    ...NAMES.map((name) => join('/usr/bin', name)),
    MAC,
  ];
  return candidates.find((path) => isExecutable(path)) ?? null;
}

/**
 * `describe` for tests in a real browser. Without one they count as skipped, and the title holds
 * the line that installs it; in CI, where a browser belongs to the machine, they fail instead.
 */
export function describeInBrowser(title: string, fn: (open: OpenPage) => void): void {
  const executablePath = findBrowser();
  const required = (process.env['CI'] ?? '') !== '';
  const install = 'no Chromium was found; apt-get install chromium, or set CHROME_PATH';
  describeIf(executablePath !== null || required, install, title, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      if (executablePath === null) throw new Error(install);
      // Chromium's own sandbox refuses to start as root.
      const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      browser = await puppeteer.launch({ executablePath, args });
    });
    afterAll(async () => {
      await browser?.close();
    });
    fn(async (url, size) => {
      if (browser === undefined) throw new Error(install);
      return openPage(browser, url, size);
    });
  });
}

export type OpenPage = (
  url: string,
  size: { readonly width: number; readonly height: number },
) => Promise<OpenedPage>;

/** A page that has finished loading, with all that it asked for and complained about. */
interface OpenedPage {
  readonly page: Page;
  /** Every URL that the page asked for, its own first; `data:` holds its own bytes and is left out. */
  readonly requests: readonly string[];
  /** Whatever it wrote to the console, and every error that nothing caught. */
  readonly complaints: readonly string[];
}

async function openPage(
  browser: Browser,
  url: string,
  size: { readonly width: number; readonly height: number },
): Promise<OpenedPage> {
  const page = await browser.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.setViewport(size);
  await page.goto(url, { waitUntil: 'load' });
  return { page, requests, complaints };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
