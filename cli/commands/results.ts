import { packageVersion } from '../../environment/package.ts';
import { storeLocation } from '../../environment/settings.ts';
import { collectResults } from '../../store/results.ts';
import { collectOutputs } from '../../store/outputs.ts';
import { collectProvenance } from '../../store/provenance.ts';
import { requireStudyStore } from '../study-store.ts';
import { printOutcome } from '../outcome.ts';
import { resultsCsv } from '../results-csv.ts';
import { resultsJsonl } from '../results-jsonl.ts';
import { comparisonOf, verdictJson } from '../verdicts.ts';

/** How results are printed. Default: as a table for people. */
export interface ResultsOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly jsonl?: boolean;
}

/** Prints a study's results. They come from the store alone, also while the study runs. */
export async function results(study: string, options: ResultsOptions): Promise<void> {
  const store = await requireStudyStore(storeLocation(), study);
  if (options.json) {
    const collected = await collectResults(store, study);
    const provenance = await collectProvenance(store, collected, packageVersion());
    const outputs = await collectOutputs(store, collected.plan, collected.ref.execution);
    const { verdicts, registration } = await comparisonOf(store, collected);
    const output = {
      results: collected.results,
      ...(verdicts.length > 0 && { hypotheses: verdicts.map(verdictJson), registration }),
      ...(outputs.length > 0 && { outputs }),
      provenance,
    };
    process.stdout.write(`${JSON.stringify(output, null, 2)}\n`);
  } else if (options.csv) {
    process.stdout.write(resultsCsv((await collectResults(store, study)).results));
  } else if (options.jsonl) {
    process.stdout.write(resultsJsonl((await collectResults(store, study)).results));
  } else {
    await printOutcome(store, study);
  }
}
