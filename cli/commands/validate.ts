import { loadSpec } from '../spec-file.ts';

/** Checks a spec, and says in a line what it would run. */
export async function validate(file: string, options: { set: string[] }): Promise<void> {
  const { plan } = loadSpec(file, options.set);
  const trials = plan.trials.length;
  const epochs = plan.trials.reduce((sum, trial) => sum + trial.epochs, 0);
  process.stdout.write(
    `${file} is valid: ${plan.run}, ${trials} ${trials === 1 ? 'trial' : 'trials'}, ` +
      `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} in all.\n`,
  );
}
