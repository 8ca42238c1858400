import { concluded, updateRun } from '../store/runs.ts';
import type { ActivityDeps } from './deps.ts';
import type { EndedRunInput } from './inputs.ts';
import { requireStore } from './step.ts';

/** Writes how the run ended where `results` finds it, without a server. */
export async function conclude(deps: ActivityDeps, input: EndedRunInput): Promise<void> {
  requireStore(deps, input.store);
  await updateRun(deps.store, input.run, (ref) => concluded(ref, input));
}
