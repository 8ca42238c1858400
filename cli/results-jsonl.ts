import { nameOf } from '../study/labels.ts';
import type { Results } from '../study/results.ts';

/**
 * Results as JSON Lines, an epoch of a trial on each. The best epoch's line has what its state's test
 * found, as `test`.
 *
 * Source: https://jsonlines.org
 */
export function resultsJsonl({ run, trials }: Results): string {
  const lines = trials.flatMap((trial) =>
    trial.epochs.map((epoch) => ({
      run,
      ...nameOf(trial),
      ...epoch,
      ...(trial.best?.epoch === epoch.epoch && {
        best: true,
        ...(trial.test && { test: trial.test }),
      }),
    })),
  );
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
