import { distFile } from '../../environment/package.ts';
import { runForeground } from '../foreground.ts';
import { pointsToServer } from '../connection.ts';
import { liveSupervisor } from '../supervisor/client.ts';
import { workerEnvironment } from '../supervisor/worker-environment.ts';
import { backendChoice, slots, storeLocation } from '../../environment/settings.ts';
import { EpochalError } from '../../study/errors.ts';

/** Runs a worker until Ctrl-C or SIGTERM, which let it finish or hand back the epochs under way. */
export async function worker(options: { slots?: string }): Promise<void> {
  if (options.slots !== undefined) requireSlots(options.slots);
  slots();
  backendChoice();
  const embedded = (await pointsToServer()) ? null : liveSupervisor();
  const env = embedded ? workerEnvironment(embedded.address, storeLocation()) : { ...process.env };
  if (options.slots !== undefined) env['EPOCHAL_SLOTS'] = options.slots;
  env['EPOCHAL_LOG'] ??= 'INFO';
  process.exitCode = await runForeground(process.execPath, [distFile('worker/main.js')], env);
}

function requireSlots(value: string): void {
  if (/^\d{1,3}$/.test(value) && Number(value) <= 256) return;
  throw new EpochalError(
    'USAGE',
    `--slots is ${JSON.stringify(value)}, expected a whole number from 0 to 256.`,
  );
}
