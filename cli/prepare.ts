import { consoleLog } from './setup/log.ts';
import { preflight, setUp } from './setup/preflight.ts';
import { preflightTable } from './setup/preflight-table.ts';

/** Looks for what a study needs, prints what it found, and sets up what is missing. */
export async function prepare(): Promise<void> {
  const address = process.env['TEMPORAL_ADDRESS'];
  const rows = await preflight(address ? { temporalAddress: address } : {});
  const log = consoleLog();
  log.say(preflightTable(rows));
  await setUp(rows, log);
}
