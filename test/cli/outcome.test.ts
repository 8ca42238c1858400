import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printOutcome } from '../../cli/outcome.ts';
import { openStore } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import { smallPlan, stand, start } from '../store/small-study.ts';

let folder: string;
let home: string;
let store: Store;

beforeEach(async () => {
  home = process.cwd();
  folder = mkdtempSync(join(tmpdir(), 'epochal-outcome-'));
  process.chdir(folder);
  store = await openStore(join(folder, 'store'));
});

afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

/** A run of the study `small` that is done; its report says only of how many epochs it was. */
async function finishedRun(epochs: number): Promise<string> {
  const plan = smallPlan(epochs);
  await start(store, plan);
  const page = await store.writeArtifact(new TextEncoder().encode(`${epochs} epochs`));
  await stand(store, plan, { status: 'done', report: { 'report.html': page } });
  return plan.run;
}

async function printed(run: string): Promise<string> {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await printOutcome(store, run);
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

const reportIn = (name: string): string =>
  readFileSync(join('reports', name, 'report.html'), 'utf8');

test('an older run’s report is written beside the newest one’s, and not over it', async () => {
  const older = await finishedRun(3);
  expect(await printed(older)).toContain('\nReport: reports/small/report.html\n');
  expect(reportIn('small')).toBe('3 epochs');

  const newest = await finishedRun(4);
  expect(await printed(newest)).toContain('\nReport: reports/small/report.html\n');
  expect(await printed(older)).toContain(`\nReport: reports/${older}/report.html\n`);
  expect(reportIn('small')).toBe('4 epochs');
  expect(reportIn(older)).toBe('3 epochs');
  expect(readdirSync('reports').sort()).toEqual(['small', older]);
});
