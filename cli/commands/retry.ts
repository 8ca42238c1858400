import { storeLocation } from '../../environment/settings.ts';
import { collectResults } from '../../store/results.ts';
import { trialLabel } from '../../study/labels.ts';
import type { TrialResult } from '../../study/results.ts';
import { EXIT } from '../failure.ts';
import { loadStoredSpec } from '../spec-file.ts';
import { requireStudyStore } from '../study-store.ts';
import { counted } from '../terminal.ts';
import { runSpec } from './run.ts';

/**
 * Runs again what of a study failed or was stopped; what was computed is found. A trial that
 * diverged did so by its spec, and would again.
 */
export async function retry(study: string): Promise<void> {
  const store = await requireStudyStore(storeLocation(), study);
  const { results } = await collectResults(store, study);
  const diverged = results.trials.filter((trial) => trial.status === 'diverged');
  if (diverged.length > 0) process.stderr.write(`${divergedNote(diverged)}\n`);
  if (results.status === 'done') {
    process.stdout.write(`Nothing of ${results.run} failed: there is nothing to retry.\n`);
    if (diverged.length > 0) process.exitCode = EXIT.studyFailed;
    return;
  }
  await runSpec(await loadStoredSpec(store, study), store);
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
