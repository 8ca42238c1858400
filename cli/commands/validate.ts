import { loadSpec } from '../spec-file.ts';
import { counted } from '../terminal.ts';

/** Checks a spec, and says in a line what it would run. */
export async function validate(file: string, options: { set: string[] }): Promise<void> {
  const { plan } = await loadSpec(file, options.set);
  const trials = plan.trials.length;
  const epochs = plan.trials.reduce((sum, trial) => sum + trial.epochs, 0);
  process.stdout.write(
    `${file} is valid: ${plan.run}, ${counted(trials, 'trial')}, ` +
      `${counted(epochs, 'epoch')} in all.\n`,
  );
}
