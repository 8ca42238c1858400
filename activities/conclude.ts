import { concluded, updateRun } from '../store/runs.ts';
import type { ActivityDeps } from './deps.ts';
import type { EndedRunInput } from './inputs.ts';
import { requireRun, requireStore } from './step.ts';

/**
 * Writes how the run ended where `results` finds it, without a server.
 *
 * @throws EpochalError ARTIFACT_MISSING when the store has lost the trials of a run with a report
 */
export async function conclude(deps: ActivityDeps, input: EndedRunInput): Promise<void> {
  requireStore(deps, input.store);
  if (input.report !== undefined) await requireRun(deps, input);
  await updateRun(deps.store, input, (ref) => concluded(ref, input));
}
