import { compareVariants } from '../report/compare.ts';
import { collectResults, incompleteTrials } from '../store/results.ts';
import { concluded } from '../store/runs.ts';
import { digestOf } from '../study/digest.ts';
import { EpochalError } from '../study/errors.ts';
import { compareKey } from '../study/keys.ts';
import type { Plan } from '../study/plan.ts';
import type { Results } from '../study/results.ts';
import type { ActivityDeps } from './deps.ts';
import type { EndedRunInput } from './inputs.ts';
import { requireRun, requireStore, runLog, runStep } from './step.ts';

export interface CompareOutput {
  /** The run's results as they stand when all trials have ended, an artifact. */
  readonly results: string;
  /** The variants' table and the hypotheses' verdicts, an artifact. */
  readonly comparison: string;
}

/** Puts the variants side by side, and each hypothesis with its verdict. */
export async function compare(deps: ActivityDeps, input: EndedRunInput): Promise<CompareOutput> {
  requireStore(deps, input.store);
  await requireRun(deps, input);
  // All trials have ended; only the report is still to be made, and it should not say "running".
  const { results, plan } = await collectResults(deps.store, input.run, (ref) =>
    concluded(ref, input),
  );
  requireAllEnded(results, plan, input);
  const key = compareKey({ table: digestOf(results), hypotheses: plan.hypotheses });
  const step = {
    step: 'compare',
    key,
    store: input.store,
    log: runLog(input.run),
    artifacts: (output: CompareOutput) => Object.values(output),
  };
  return runStep(deps, step, async () => ({
    results: await deps.store.writeJson(results),
    comparison: await deps.store.writeJson(compareVariants(results, plan)),
  }));
}

/** @throws EpochalError ARTIFACT_MISSING when the store has lost what a trial had computed. */
function requireAllEnded(results: Results, plan: Plan, { failed }: EndedRunInput): void {
  const lost = incompleteTrials(results, plan).filter((index) => failed[index] === undefined);
  if (lost.length === 0) return;
  throw new EpochalError(
    'ARTIFACT_MISSING',
    `The store has lost what ${lost.length} of ${plan.trials.length} trials had computed: ` +
      'the study goes through them again.',
    { run: plan.run, trials: lost },
  );
}
