import { mkdirSync } from 'node:fs';
import { stateDir } from '../../environment/paths.ts';
import { EpochalError } from '../../study/errors.ts';
import { EXIT } from '../failure.ts';
import { runForeground } from '../foreground.ts';
import { consoleLog } from '../setup/log.ts';
import { setUpTemporal } from '../setup/temporal.ts';
import { liveSupervisor } from '../supervisor/client.ts';
import { isFree, serverArguments, uiPort } from '../supervisor/server.ts';

/**
 * Runs the dev server, with the flags that suit studies, until Ctrl-C.
 *
 * @throws EpochalError USAGE, SETUP_FAILED
 */
export async function server(options: { port: string }): Promise<void> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 1 || port > 64_535) {
    throw new EpochalError(
      'USAGE',
      `--port is ${JSON.stringify(options.port)}, expected a number from 1 to 64535.`,
    );
  }
  requireNoOther();
  await requireFree(port);
  await requireFree(uiPort(port));
  const { path } = await setUpTemporal({ log: consoleLog() });
  mkdirSync(stateDir(), { recursive: true });
  process.stdout.write(`Temporal 127.0.0.1:${port}, Web UI http://127.0.0.1:${uiPort(port)}\n`);
  const code = await runForeground(path, serverArguments(port));
  // Its own exit codes mean other things than ours; from 128 on they tell the signal.
  process.exitCode = code === 0 || code >= 128 ? code : EXIT.environment;
}

/** @throws EpochalError SETUP_FAILED: two servers would write to one database. */
function requireNoOther(): void {
  const live = liveSupervisor();
  if (live === null) return;
  throw new EpochalError(
    'SETUP_FAILED',
    `This folder has a server already, at ${live.address}. Use that one, or end it with ` +
      '`epochal down`.',
    { address: live.address },
  );
}

/** @throws EpochalError SETUP_FAILED */
async function requireFree(port: number): Promise<void> {
  if (await isFree(port)) return;
  throw new EpochalError(
    'SETUP_FAILED',
    `The port ${port} is taken by another program. Choose another with --port; the Web UI's is ` +
      '1000 higher.',
    { port },
  );
}
