import { storeLocation } from '../../environment/settings.ts';
import { collectResults } from '../../store/results.ts';
import type { Store } from '../../store/store.ts';
import { compareRuns } from '../compare/compare-runs.ts';
import type { JudgedRun } from '../compare/compare-runs.ts';
import { comparisonJson } from '../compare/comparison-json.ts';
import { comparisonText } from '../compare/comparison-text.ts';
import { requireStudyName, requireStudyStore } from '../study-store.ts';
import { comparisonOf } from '../verdicts.ts';

/** Prints two runs side by side. They come from the store alone, also while they run. */
export async function compare(a: string, b: string, options: { json?: boolean }): Promise<void> {
  const store = await requireStudyStore(storeLocation(), a);
  const comparison = compareRuns(
    await judgedRun(store, a),
    await judgedRun(store, requireStudyName(b)),
  );
  process.stdout.write(options.json ? comparisonJson(comparison) : comparisonText(comparison));
}

async function judgedRun(store: Store, run: string): Promise<JudgedRun> {
  const collected = await collectResults(store, run);
  const { verdicts } = await comparisonOf(store, collected);
  return { ...collected, verdicts };
}
