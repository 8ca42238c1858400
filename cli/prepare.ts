import { backendChoice, slots } from '../environment/settings.ts';
import { consoleLog } from './setup/log.ts';
import { preflight, setUp } from './setup/preflight.ts';
import { preflightTable } from './setup/preflight-table.ts';

/**
 * Looks for what a study needs, prints what it found, and sets up what is missing.
 *
 * @param address of a server that runs already; none is set up then
 * @throws EpochalError USAGE for a setting that would keep the worker from starting.
 */
export async function prepare(
  address: string | undefined = process.env['TEMPORAL_ADDRESS'],
): Promise<void> {
  slots();
  backendChoice();
  const rows = await preflight(address ? { temporalAddress: address } : {});
  const log = consoleLog();
  log.say(preflightTable(rows));
  await setUp(rows, log);
}
