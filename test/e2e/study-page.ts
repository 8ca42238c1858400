import type { Page } from 'puppeteer-core';
import type { OpenPage } from '../browser.ts';
import { eventually } from './workspace.ts';

const SIZE = { width: 1366, height: 720 };

/** A workflow's page in Temporal's Web UI, where it shows what its worker says of it. */
export async function openDetails(open: OpenPage, ui: string, workflowId: string): Promise<Page> {
  const url = `${ui}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`;
  const { page } = await open(url, SIZE);
  const tab = await page.waitForSelector('a[href$="/user-metadata"]');
  const path = await tab!.evaluate((link) => link.getAttribute('href'));
  await page.goto(`${ui}${path}`);
  return page;
}

/** The newest details, once they match; the page asks for them when it is loaded. */
export async function detailsOf(page: Page, wanted: RegExp): Promise<RegExpExecArray> {
  return eventually(async () => {
    await page.reload({ waitUntil: 'networkidle2' });
    for (const frame of page.frames()) {
      const text = String(await frame.evaluate('document.body.innerText').catch(() => ''));
      const found = frame === page.mainFrame() ? null : wanted.exec(text);
      if (found !== null) return found;
    }
    return null;
  });
}
