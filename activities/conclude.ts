import { concluded, readRun, updateRun } from '../store/runs.ts';
import { EpochalError } from '../study/errors.ts';
import type { ActivityDeps } from './deps.ts';
import type { EndedRunInput } from './inputs.ts';
import { requireStore } from './step.ts';

/**
 * Writes how the run ended where `results` finds it, without a server.
 *
 * @throws EpochalError ARTIFACT_MISSING when the store has lost the trials of a run with a report
 */
export async function conclude(deps: ActivityDeps, input: EndedRunInput): Promise<void> {
  requireStore(deps, input.store);
  if (input.report !== undefined && (await readRun(deps.store, input.run)) === null) {
    const message = `The store has lost where the run ${input.run} stands: it is found again.`;
    throw new EpochalError('ARTIFACT_MISSING', message, { run: input.run });
  }
  await updateRun(deps.store, input, (ref) => concluded(ref, input));
}
