import { compareVariants } from '../report/compare.ts';
import { collectResults, incompleteTrials } from '../store/results.ts';
import { concluded } from '../store/runs.ts';
import { digestOf } from '../study/digest.ts';
import { EpochalError } from '../study/errors.ts';
import { compareKey } from '../study/keys.ts';
import type { Plan } from '../study/plan.ts';
import { judgedPart } from '../study/registration.ts';
import type { Results } from '../study/results.ts';
import { verdictLine } from '../verdict/line.ts';
import type { ActivityDeps } from './deps.ts';
import type { EndedRunInput } from './inputs.ts';
import { requireRun, requireStore, runLog, runStep } from './step.ts';
import { collectTestScores } from './test-scores.ts';

export interface CompareOutput {
  /** The run's results as they stand when all trials have ended, an artifact. */
  readonly results: string;
  /** The variants' table and the hypotheses' verdicts, an artifact. */
  readonly comparison: string;
  /** The verdicts in a line each, as Markdown. */
  readonly verdicts: readonly string[];
}

/** Puts the variants side by side, and each hypothesis with its verdict. */
export async function compare(deps: ActivityDeps, input: EndedRunInput): Promise<CompareOutput> {
  requireStore(deps, input.store);
  await requireRun(deps, input);
  // All trials have ended; only the report is still to be made, and it should not say "running".
  const collected = await collectResults(deps.store, input.run, (found) => concluded(found, input));
  const { results, plan, ref } = collected;
  requireAllEnded(results, plan, input);
  const registration = ref.registration ?? null;
  const key = compareKey({
    table: digestOf(results),
    plan: digestOf(judgedPart(plan)),
    registration: digestOf(registration),
  });
  const step = {
    step: 'compare',
    key,
    store: input.store,
    log: runLog(input.run),
    artifacts: (output: CompareOutput) => [output.results, output.comparison],
  };
  return runStep(deps, step, async () => {
    const scores = await collectTestScores(deps.store, collected);
    const comparison = compareVariants(results, plan, { registration, scores });
    return {
      results: await deps.store.writeJson(results),
      comparison: await deps.store.writeJson(comparison),
      verdicts: comparison.verdicts.map(verdictLine),
    };
  });
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
