import { distFile } from '../../environment/package.ts';
import { runForeground } from '../foreground.ts';
import { pointsToServer } from '../connection.ts';
import { liveSupervisor } from '../supervisor/client.ts';
import { workerEnvironment } from '../supervisor/worker-environment.ts';
import { backendChoice, slots, slotsOf, storeLocation } from '../../environment/settings.ts';

/** Runs a worker until Ctrl-C or SIGTERM, which let it finish or hand back the epochs under way. */
export async function worker(options: { slots?: string }): Promise<void> {
  // Here, where a mistake can be told in a sentence, and not after the worker's start.
  if (options.slots === undefined) slots();
  else slotsOf('--slots', options.slots);
  backendChoice();
  const embedded = (await pointsToServer()) ? null : liveSupervisor();
  const env = embedded ? workerEnvironment(embedded.address, storeLocation()) : { ...process.env };
  if (options.slots !== undefined) env['EPOCHAL_SLOTS'] = options.slots;
  env['EPOCHAL_LOG'] ??= 'INFO';
  process.exitCode = await runForeground(process.execPath, [distFile('worker/main.js')], env);
}
