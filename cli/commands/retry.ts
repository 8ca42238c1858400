import { storeLocation } from '../../environment/settings.ts';
import { collectResults } from '../../store/results.ts';
import type { Store } from '../../store/store.ts';
import { EpochalError } from '../../study/errors.ts';
import { trialLabel } from '../../study/labels.ts';
import type { TrialResult } from '../../study/results.ts';
import { loadStoredSpec } from '../spec-file.ts';
import { requireStudyStore } from '../study-store.ts';
import { counted } from '../terminal.ts';
import { isComplete, runSpec } from './run.ts';

/**
 * Runs again what of a study failed or was stopped; what was computed is found. A trial that
 * diverged did so by its spec, and would again.
 */
export async function retry(study: string): Promise<void> {
  const store = await requireStudyStore(storeLocation(), study);
  const spec = await loadStoredSpec(store, study);
  const diverged = await divergedTrials(store, study);
  if (diverged.length > 0) process.stderr.write(`${divergedNote(diverged)}\n`);
  if (!(await isComplete(store, spec.plan))) return runSpec(spec, store);
  process.stdout.write(`Nothing of ${spec.plan.run} failed: there is nothing to retry.\n`);
}

/** None where the store has lost too much to say: it is made again first. */
async function divergedTrials(store: Store, study: string): Promise<TrialResult[]> {
  try {
    const { trials } = (await collectResults(store, study)).results;
    return trials.filter((trial) => trial.status === 'diverged');
  } catch (error) {
    if (error instanceof EpochalError && error.code === 'ARTIFACT_MISSING') return [];
    throw error;
  }
}

function divergedNote(trials: readonly TrialResult[]): string {
  const lines = trials.map((trial) => {
    const { epoch, step, lastLoss } = trial.diverged!;
    const loss = lastLoss === null ? '' : `; the last finite loss was ${lastLoss.toPrecision(4)}`;
    return `  ${trialLabel(trial)}: in epoch ${epoch}, at batch ${step}${loss}`;
  });
  return (
    `${counted(trials.length, 'trial')} diverged:\n${lines.join('\n')}\n` +
    'The same spec diverges again, at the same batch. Change it: a smaller learning rate, a larger ' +
    'batch, or layers without the activation that grows; for instance ' +
    '`epochal run <spec.yaml> --set training.optimizer.sgd.learningRate=0.01`.'
  );
}
