import { loadSpec, printWarnings, warningsText } from '../spec-file.ts';
import type { LoadedSpec } from '../spec-file.ts';
import { powerSentence } from '../power-block.ts';
import { counted } from '../terminal.ts';
import { watchSpec } from '../watch-spec.ts';

/** Checks a spec, and says in a line what it would run; with `watch`, whenever its files change. */
export async function validate(
  file: string,
  options: { set: string[]; watch?: boolean },
): Promise<void> {
  if (options.watch) {
    await watchSpec(async (reading) => {
      const spec = await loadSpec(file, options.set, reading);
      return `${warningsText(spec)}${summary(spec)}`;
    });
    return;
  }
  const spec = await loadSpec(file, options.set);
  printWarnings(spec);
  process.stdout.write(summary(spec));
}

function summary({ file, plan }: LoadedSpec): string {
  const epochs = plan.trials.reduce((sum, trial) => sum + trial.epochs, 0);
  const power = powerSentence(plan);
  return (
    `${file} is valid: ${plan.run}, ${counted(plan.trials.length, 'trial')}, ` +
    `${counted(epochs, 'epoch')} in all.\n${power === '' ? '' : `${power}\n`}`
  );
}
