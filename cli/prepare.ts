import { backendChoice, slots } from '../environment/settings.ts';
import { consoleLog } from './setup/log.ts';
import { preflight, setUp } from './setup/preflight.ts';
import type { DatasetName } from '../study/datasets.ts';
import { preflightTable } from './setup/preflight-table.ts';

interface PrepareOptions {
  /** Whether a server is wanted here, whatever TEMPORAL_ADDRESS says. */
  readonly ownServer?: boolean;
  /** The data sets that the study uses. */
  readonly datasets?: readonly DatasetName[];
}

/**
 * Looks for what a study needs, prints what it found, and sets up what is missing.
 *
 * @throws EpochalError USAGE for a setting that would keep the worker from starting.
 */
export async function prepare({
  ownServer = false,
  datasets = [],
}: PrepareOptions = {}): Promise<void> {
  slots();
  backendChoice();
  const address = ownServer ? undefined : process.env['TEMPORAL_ADDRESS'];
  const rows = await preflight({ datasets, ...(address && { temporalAddress: address }) });
  const log = consoleLog();
  log.say(preflightTable(rows));
  await setUp(rows, log);
}
